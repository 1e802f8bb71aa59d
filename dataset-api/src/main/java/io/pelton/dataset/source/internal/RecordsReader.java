// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source.internal;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RecordColumns;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns records into batches; learns from each batch how many rows the next may have within the bound in bytes. */
final class RecordsReader implements BatchReader {
    private static final int FIRST_GUESS = 1024;

    private final List<Record> rows;
    private final RecordColumns columns;
    private final ReadRequest request;
    private int guess;
    private long position;

    RecordsReader(List<Record> rows, RecordColumns columns, ReadRequest request) {
        this.rows = rows;
        this.columns = columns;
        this.request = request;
        this.guess = columns.schema().getFields().isEmpty()
                ? request.batchRows()
                : Math.min(request.batchRows(), FIRST_GUESS);
        this.position = request.fromRow();
    }

    @Override
    public @Nullable RecordBatch next() {
        long left = request.toRow() - position;
        if (left == 0) {
            return null;
        }
        while (true) {
            int count = (int) Math.min(guess, left);
            int from = Math.toIntExact(position);
            RecordBatch batch = columns.toBatch(request.allocator(), rows.subList(from, from + count));
            long bytes = batch.sizeBytes();
            if (bytes <= request.batchBytes() || count == 1) {
                if (bytes <= request.batchBytes() / 2) {
                    guess = (int) Math.min(request.batchRows(), 2L * guess);
                }
                position += count;
                return batch;
            }
            batch.close();
            guess = Math.max(1, count / 2);
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {}
}
