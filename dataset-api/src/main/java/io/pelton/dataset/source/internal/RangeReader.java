// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source.internal;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import java.util.List;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Counts into Arrow memory. */
final class RangeReader implements BatchReader {
    private static final double BYTES_PER_ROW = 8 + 1 / 8.0; // with its validity bit

    private final long offset;
    private final ReadRequest request;
    private final Schema schema;
    private final int rowsPerBatch;
    private long position;

    /** A reader of the part that starts at {@code offset}. */
    RangeReader(long offset, ReadRequest request) {
        this.offset = offset;
        this.request = request;
        List<Field> fields = request.columns().stream()
                .map(name -> ColumnNames.require(new Schema(List.of(RangeSource.FIELD)), name, "read a range"))
                .toList();
        this.schema = new Schema(fields);
        long fit = fields.isEmpty() ? Long.MAX_VALUE : Math.max(1, (long) (request.batchBytes() / BYTES_PER_ROW));
        this.rowsPerBatch = (int) Math.min(request.batchRows(), fit);
        this.position = request.fromRow();
    }

    @Override
    public @Nullable RecordBatch next() {
        int rows = (int) Math.min(rowsPerBatch, request.toRow() - position);
        if (rows == 0) {
            return null;
        }
        List<FieldVector> columns = schema.getFields().isEmpty() ? List.of() : List.of(ids(offset + position, rows));
        position += rows;
        return RecordBatch.of(schema, columns, rows);
    }

    private FieldVector ids(long first, int rows) {
        BigIntVector vector = new BigIntVector(RangeSource.FIELD, request.allocator());
        vector.allocateNew(rows);
        vector.getValidityBuffer().setOne(0, (rows + 7L) / 8);
        long address = vector.getDataBufferAddress();
        for (int i = 0; i < rows; i++) {
            MemoryUtil.putLong(address + (long) i * Long.BYTES, first + i);
        }
        vector.setValueCount(rows);
        return vector;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {}
}
