// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.Row;
import io.pelton.dataset.internal.RecordColumns;
import io.pelton.dataset.internal.RowView;
import io.pelton.dataset.plan.MapRows;
import io.pelton.dataset.plan.MapRows.Cardinality;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Gives records for each row, by user code.
 *
 * @param name what plans call the code
 * @param function the code
 * @param recordType the record whose components are the columns
 * @param cardinality whether it is exactly one for each row
 * @param outputSchema the records' columns
 */
record MapRowsOp(
        String name,
        Function<Row, ? extends Iterable<? extends Record>> function,
        Class<? extends Record> recordType,
        Cardinality cardinality,
        Schema outputSchema)
        implements PhysicalOp {
    static MapRowsOp of(MapRows node) {
        return new MapRowsOp(node.name(), node.function(), node.recordType(), node.cardinality(), node.schema());
    }

    @Override
    public String describe() {
        return (cardinality == Cardinality.ONE ? "map rows by " : "flat-map rows by ") + name;
    }

    @Override
    public boolean keepsRows() {
        return cardinality == Cardinality.ONE;
    }

    @Override
    public Transform open(OperatorContext context) {
        RecordColumns columns = RecordColumns.of(recordType);
        BufferAllocator allocator = context.allocator();
        return input -> columns.toBatch(allocator, records(input));
    }

    private List<Record> records(RecordBatch input) {
        RowView view = new RowView(input);
        List<Record> all = new ArrayList<>(input.rowCount());
        for (int i = 0; i < input.rowCount(); i++) {
            try {
                addAll(function.apply(view.at(i)), all, i);
            } catch (RuntimeException e) {
                throw RowsOp.failure(name, input, i, e);
            }
        }
        return all;
    }

    private void addAll(@Nullable Iterable<? extends Record> results, List<Record> all, int row) {
        if (results == null) {
            throw new NullPointerException("no records: null");
        }
        for (Record record : results) {
            if (record == null) {
                throw new NullPointerException("a record that is null");
            }
            all.add(record);
        }
        if (cardinality == Cardinality.ONE && all.size() != row + 1) {
            throw new IllegalStateException((all.size() - row) + " records for one row");
        }
    }
}
