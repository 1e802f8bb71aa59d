// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.Row;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the rows of a batch, which it borrows. One view serves all rows, one after the other, and one thread.
 */
public final class RowView implements Row {
    private final List<FieldVector> columns;
    private final String[] names;
    private int row;

    /** A view of the batch's first row. */
    public RowView(RecordBatch batch) {
        this.columns = batch.columns();
        this.names = ColumnNames.of(batch.schema()).toArray(new String[0]);
    }

    /** Moves to a row. */
    public RowView at(int newRow) {
        this.row = newRow;
        return this;
    }

    @Override
    public @Nullable Object get(String column) {
        return value(columns.get(index(column)), row);
    }

    @Override
    public boolean isNull(String column) {
        return columns.get(index(column)).isNull(row);
    }

    /** A copy of the row, in the order of the columns, that outlives the batch. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int c = 0; c < names.length; c++) {
            values.put(names[c], value(columns.get(c), row));
        }
        return Collections.unmodifiableMap(values);
    }

    private int index(String column) {
        for (int c = 0; c < names.length; c++) {
            if (names[c].equals(column)) {
                return c;
            }
        }
        throw ColumnNames.unknown(column, List.of(names), "read a row");
    }

    /** One value of a vector, as the Java type that {@link Row#get} promises. */
    public static @Nullable Object value(FieldVector vector, int row) {
        return Values.of(vector, row);
    }
}
