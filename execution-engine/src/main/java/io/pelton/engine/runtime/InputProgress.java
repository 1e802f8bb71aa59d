// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.commit.RowRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How much of the input is done, as far as that can be known: parts whose rows are not known yet count by their stored
 * size, at the bytes a row takes in the parts that are known.
 */
final class InputProgress {
    private final InputCatalog catalog;
    private final long rowLimit;
    private final Map<Integer, Long> partRows = new HashMap<>();
    private final Map<Integer, Long> doneByPart = new HashMap<>();
    private long doneRows;

    /**
     * Makes a count of nothing.
     *
     * @param rowLimit the most rows that are read, if the plan says so; else {@code Long.MAX_VALUE}
     */
    InputProgress(InputCatalog catalog, long rowLimit) {
        this.catalog = catalog;
        this.rowLimit = rowLimit;
    }

    void layout(int part, long rows) {
        partRows.put(part, rows);
    }

    void done(List<RowRange> ranges) {
        for (RowRange range : ranges) {
            doneRows += range.rows();
            long done = doneByPart.merge(range.part(), range.rows(), Long::sum);
            if (range.endsPart()) {
                partRows.putIfAbsent(range.part(), Math.max(done, range.toRow()));
            }
        }
    }

    /** The part of the rows that is done, from 0 to 1; empty while there is no telling. */
    OptionalDouble fraction() {
        double total = Math.min(rowLimit, totalRows());
        return Double.isNaN(total) || total <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, doneRows / total));
    }

    private double totalRows() {
        long rows = 0;
        long bytes = 0;
        long unknownBytes = 0;
        boolean unsized = false;
        for (int part = 0; part < catalog.size(); part++) {
            long size = catalog.get(part).part().sizeBytes();
            Long known = partRows.get(part);
            if (known != null) {
                rows += known;
                bytes += size;
            } else {
                unknownBytes += size;
                unsized |= size == 0;
            }
        }
        if (unknownBytes == 0 && !unsized) {
            return rows;
        }
        return unsized || bytes == 0 ? Double.NaN : rows + (double) rows / bytes * unknownBytes;
    }
}
