// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorAppender;

/**
 * Some rows, column by column, as Arrow vectors: the unit in which rows move.
 *
 * <p><b>Ownership.</b> A batch has one owner, who closes it once. Handing a batch over hands over that duty; a method
 * that takes a batch borrows it unless its documentation says that it takes ownership. The vectors returned by
 * {@link #column} belong to the batch.
 *
 * <p><b>Sharing.</b> {@link #slice}, {@link #select} and {@link #append} give batches of their own owner that share the
 * buffers of this one by reference count: nothing is copied, and either may be closed first.
 *
 * <p><b>Threads.</b> Not safe for concurrent use. A batch may move between threads when the hand-over itself is a
 * happens-before edge, as a mailbox is.
 */
public final class RecordBatch implements AutoCloseable {
    private final Schema schema;
    private final List<FieldVector> columns;
    private final int rowCount;
    private boolean closed;

    private RecordBatch(Schema schema, List<FieldVector> columns, int rowCount) {
        this.schema = schema;
        this.columns = columns;
        this.rowCount = rowCount;
    }

    /**
     * Makes a batch of the given vectors and takes ownership of them.
     *
     * @param columns vectors of {@code rowCount} values each, named by their fields; may be empty
     * @param rowCount the number of rows
     */
    public static RecordBatch of(List<? extends FieldVector> columns, int rowCount) {
        List<Field> fields = new ArrayList<>(columns.size());
        for (FieldVector column : columns) {
            fields.add(column.getField());
        }
        return of(new Schema(fields), columns, rowCount);
    }

    /**
     * As {@link #of(List, int)} for vectors whose schema is at hand, which saves building it for each batch.
     *
     * @param schema the schema of {@code columns}, in order
     */
    public static RecordBatch of(Schema schema, List<? extends FieldVector> columns, int rowCount) {
        requireNonNull(schema, "schema");
        for (FieldVector column : columns) {
            if (column.getValueCount() != rowCount) {
                throw new IllegalArgumentException("Cannot make a batch: expected " + rowCount + " values but column '"
                        + column.getName() + "' holds " + column.getValueCount() + ". Call setValueCount first.");
            }
        }
        return new RecordBatch(schema, List.copyOf(columns), rowCount);
    }

    /** Makes a batch of the root's vectors and takes ownership of them. */
    public static RecordBatch of(VectorSchemaRoot root) {
        return of(root.getSchema(), root.getFieldVectors(), root.getRowCount());
    }

    /** The columns' names and types. */
    public Schema schema() {
        return schema;
    }

    /** The number of rows. */
    public int rowCount() {
        return rowCount;
    }

    /** The columns, in schema order, borrowed. */
    public List<FieldVector> columns() {
        return columns;
    }

    /** The column at a position, borrowed. */
    public FieldVector column(int index) {
        return columns.get(index);
    }

    /**
     * The column of a name, borrowed.
     *
     * @throws PeltonException of kind {@link ErrorKind#USER} if there is none
     */
    public FieldVector column(String name) {
        for (FieldVector column : columns) {
            if (column.getName().equals(name)) {
                return column;
            }
        }
        throw PeltonException.user("Cannot read column '" + name + "': the batch has columns " + names() + ".");
    }

    /** The bytes that the rows take in Arrow's layout; buffers shared with another batch count in both. */
    public long sizeBytes() {
        long bytes = 0;
        for (FieldVector column : columns) {
            bytes += column.getBufferSize();
        }
        return bytes;
    }

    /**
     * Rows {@code [from, from + length)} as a batch of their own, sharing memory with this one.
     *
     * @return a new batch that the caller owns
     */
    public RecordBatch slice(int from, int length) {
        if (from < 0 || length < 0 || from + length > rowCount) {
            throw new IndexOutOfBoundsException(
                    "rows [" + from + ", " + (from + length) + ") of a batch of " + rowCount + " rows");
        }
        List<FieldVector> shared = new ArrayList<>(columns.size());
        for (FieldVector column : columns) {
            shared.add(share(column, from, length));
        }
        return new RecordBatch(schema, List.copyOf(shared), length);
    }

    /**
     * The named columns, in that order, as a batch of its own, sharing memory with this one.
     *
     * @return a new batch that the caller owns
     */
    public RecordBatch select(List<String> names) {
        List<FieldVector> shared = new ArrayList<>(names.size());
        for (String name : names) {
            shared.add(share(column(name), 0, rowCount));
        }
        return of(shared, rowCount);
    }

    /**
     * This batch's columns and then {@code added}; a column of this batch with the name of an added one is left out.
     *
     * @param added vectors of as many values as this batch has rows; the call takes ownership of them, also if it fails
     * @return a new batch that the caller owns, sharing memory with this one
     */
    public RecordBatch append(List<? extends FieldVector> added) {
        Set<String> replaced = new LinkedHashSet<>();
        for (FieldVector column : added) {
            replaced.add(column.getName());
        }
        List<FieldVector> all = new ArrayList<>(columns.size() + added.size());
        for (FieldVector column : columns) {
            if (!replaced.contains(column.getName())) {
                all.add(share(column, 0, rowCount));
            }
        }
        all.addAll(added);
        try {
            return of(all, rowCount);
        } catch (RuntimeException e) {
            all.forEach(FieldVector::close);
            throw e;
        }
    }

    /**
     * The rows of several batches of one schema, in order, copied into one.
     *
     * @param batches at least one batch; borrowed
     * @return a new batch that the caller owns
     */
    public static RecordBatch concat(BufferAllocator allocator, List<RecordBatch> batches) {
        RecordBatch first = batches.get(0);
        if (batches.size() == 1) {
            return first.slice(0, first.rowCount);
        }
        int rows = 0;
        for (RecordBatch batch : batches) {
            rows = Math.addExact(rows, batch.rowCount);
        }
        List<FieldVector> joined = new ArrayList<>(first.columns.size());
        try {
            for (int c = 0; c < first.columns.size(); c++) {
                FieldVector target = first.columns.get(c).getField().createVector(allocator);
                joined.add(target);
                target.allocateNew();
                VectorAppender appender = new VectorAppender(target);
                for (RecordBatch batch : batches) {
                    batch.columns.get(c).accept(appender, null);
                }
            }
            return of(first.schema, joined, rows);
        } catch (RuntimeException e) {
            joined.forEach(FieldVector::close);
            throw e;
        }
    }

    private static FieldVector share(FieldVector column, int from, int length) {
        TransferPair pair = column.getTransferPair(column.getField(), column.getAllocator());
        pair.splitAndTransfer(from, length);
        return (FieldVector) pair.getTo();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(columns.size());
        columns.forEach(c -> names.add(c.getName()));
        return names;
    }

    /** Releases the batch's hold on its buffers. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            columns.forEach(FieldVector::close);
        }
    }

    @Override
    public String toString() {
        return "RecordBatch[" + rowCount + " rows, " + schema + "]";
    }
}
