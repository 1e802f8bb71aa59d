// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.RecordBatch;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes rows of a stream into Java values. */
public final class Pulls {
    private Pulls() {}

    /** The first rows of a stream, and at most that many. */
    public static List<Map<String, @Nullable Object>> rows(BatchStream stream, int atMost) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        while (rows.size() < atMost) {
            try (RecordBatch batch = stream.next()) {
                if (batch == null) {
                    break;
                }
                RowView view = new RowView(batch);
                for (int i = 0; i < batch.rowCount() && rows.size() < atMost; i++) {
                    rows.add(view.at(i).toMap());
                }
            }
        }
        return Collections.unmodifiableList(rows);
    }

    /** How many rows a stream still has. */
    public static long count(BatchStream stream) {
        long rows = 0;
        while (true) {
            try (RecordBatch batch = stream.next()) {
                if (batch == null) {
                    return rows;
                }
                rows += batch.rowCount();
            }
        }
    }

    /** The first rows of a stream as a table; says so if there are more. */
    public static String table(BatchStream stream, int atMost) {
        List<Map<String, @Nullable Object>> rows = rows(stream, Math.addExact(atMost, 1));
        boolean more = rows.size() > atMost;
        return TextTable.of(stream.schema(), more ? rows.subList(0, atMost) : rows, more);
    }

    /** Prints text on the standard output: what {@code show()} is for, and the only place that may. */
    public static void print(String text) {
        PrintStream out = System.out;
        out.print(text);
        out.flush();
    }
}
