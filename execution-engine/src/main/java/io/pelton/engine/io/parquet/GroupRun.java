// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/**
 * Consecutive rows of one row group that are to be read.
 *
 * @param group the row group
 * @param from the first row, counted in the group
 * @param to the row after the last
 */
record GroupRun(Footer.Group group, long from, long to) {
    /** The first row, counted in the file. */
    long firstRow() {
        return group.firstRow() + from;
    }

    /** Whether it is all of its group. */
    boolean whole() {
        return from == 0 && to == group.rows();
    }
}
