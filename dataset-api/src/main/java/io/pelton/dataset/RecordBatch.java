// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.internal.Concatenation;
import io.pelton.dataset.internal.Vectors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Some rows, column by column, as Arrow vectors: the unit in which rows move.
 *
 * <p><b>Ownership.</b> A batch has one owner, who closes it once. Handing a batch over hands over that duty; a method
 * that takes a batch borrows it unless its documentation says that it takes ownership. The vectors returned by
 * {@link #column} belong to the batch, and are not asked for after it has been closed.
 *
 * <p><b>Sharing.</b> {@link #slice}, {@link #select} and {@link #append} give batches of their own owner that share
 * memory with this one by reference count, the first its buffers and the others whole vectors: values are not copied (a
 * slice may copy offsets and validity bits), and either may be closed first. Batches are not changed once made; whoever
 * fills a vector does so before it goes into one.
 *
 * <p><b>Threads.</b> Not safe for concurrent use, nor are batches that were selected from one batch or made by appending to
 * it, together with that one, but for {@link #close}. A batch may move between threads when the hand-over itself is a happens-before edge, as a mailbox
 * is.
 */
public final class RecordBatch implements AutoCloseable {
    private final Schema schema;
    private final List<FieldVector> columns;
    private final int rowCount;
    private long sizeBytes = -1;
    /** By column, how many batches hold it; null where this one alone does. The last of them closes the vector. */
    private @Nullable AtomicInteger @Nullable [] shared;

    private boolean closed;

    private RecordBatch(Schema schema, List<FieldVector> columns, int rowCount) {
        this.schema = schema;
        this.columns = columns;
        this.rowCount = rowCount;
    }

    /** Columns of other batches that a new one is to hold, whole. */
    private static final class Sharing {
        private final List<Field> fields;
        private final List<FieldVector> columns;
        private final List<AtomicInteger> holders;

        Sharing(int size) {
            this.fields = new ArrayList<>(size);
            this.columns = new ArrayList<>(size);
            this.holders = new ArrayList<>(size);
        }

        void add(RecordBatch from, int column) {
            holders.add(from.hold(column));
            columns.add(from.columns.get(column));
            fields.add(from.schema.getFields().get(column));
        }

        Schema schemaWith(List<? extends FieldVector> added) {
            List<Field> all = new ArrayList<>(fields);
            added.forEach(column -> all.add(column.getField()));
            return new Schema(all);
        }

        /** Makes the batch, of these columns and then {@code added}. */
        RecordBatch batch(Schema schema, List<? extends FieldVector> added, int rows) {
            columns.addAll(added);
            RecordBatch batch = of(schema, columns, rows);
            batch.shared = holders.toArray(new AtomicInteger[columns.size()]);
            return batch;
        }

        void drop() {
            for (int c = 0; c < holders.size(); c++) {
                release(columns.get(c), holders.get(c));
            }
        }
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
        if (columns.size() != schema.getFields().size()) {
            throw new IllegalArgumentException("Cannot make a batch: expected the columns of " + schema + " but found "
                    + columns.size() + " vectors.");
        }
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
        requireOpen();
        return columns;
    }

    /** The column at a position, borrowed. */
    public FieldVector column(int index) {
        requireOpen();
        return columns.get(index);
    }

    /**
     * The column of a name, borrowed.
     *
     * @throws PeltonException of kind {@link ErrorKind#USER} if there is none
     */
    public FieldVector column(String name) {
        requireOpen();
        return columns.get(indexOf(name));
    }

    /** A column that others hold too can still be read when this batch is closed, so that nobody would see the mistake. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot use a batch that is closed: " + this);
        }
    }

    private int indexOf(String name) {
        List<Field> fields = schema.getFields();
        for (int c = 0; c < fields.size(); c++) {
            if (fields.get(c).getName().equals(name)) {
                return c;
            }
        }
        throw ColumnNames.unknown(name, ColumnNames.of(schema), "read a batch");
    }

    /** The bytes that the rows take in Arrow's layout; buffers shared with another batch count in both. */
    public long sizeBytes() {
        if (sizeBytes < 0) {
            requireOpen();
            long bytes = 0;
            for (FieldVector column : columns) {
                bytes += column.getBufferSize();
            }
            sizeBytes = bytes;
        }
        return sizeBytes;
    }

    /**
     * Rows {@code [from, from + length)} as a batch of their own, of vectors of its own on the memory of this one's: whoever
     * closes one of those, against all rules, does not close one of these.
     *
     * @return a new batch that the caller owns
     */
    public RecordBatch slice(int from, int length) {
        if (from < 0 || length < 0 || from > rowCount - length) {
            throw new IndexOutOfBoundsException(
                    length + " rows from row " + from + " of a batch of " + rowCount + " rows");
        }
        requireOpen();
        List<FieldVector> parts = new ArrayList<>(columns.size());
        try {
            for (int c = 0; c < columns.size(); c++) {
                parts.add(Vectors.share(schema.getFields().get(c), columns.get(c), from, length));
            }
        } catch (RuntimeException | Error e) {
            parts.forEach(FieldVector::close);
            throw e;
        }
        return new RecordBatch(schema, List.copyOf(parts), length);
    }

    /**
     * The named columns, in that order, as a batch of its own, sharing memory with this one.
     *
     * @return a new batch that the caller owns
     */
    public RecordBatch select(List<String> names) {
        Sharing selected = new Sharing(names.size());
        try {
            for (String name : names) {
                selected.add(this, indexOf(name));
            }
            return selected.batch(selected.schemaWith(List.of()), List.of(), rowCount);
        } catch (RuntimeException | Error e) {
            selected.drop();
            throw e;
        }
    }

    /**
     * This batch's columns and then {@code added}; a column of this batch with the name of an added one is left out.
     *
     * @param added vectors of as many values as this batch has rows; the call takes ownership of them, also if it fails
     * @return a new batch that the caller owns, sharing memory with this one
     */
    public RecordBatch append(List<? extends FieldVector> added) {
        return appended(null, added);
    }

    /**
     * As {@link #append(List)} where the result's schema is at hand, such as that of the batch before, which saves building
     * it for each batch.
     *
     * @param result the schema of this batch's columns that stay and of {@code added}, in order; only their number is checked
     */
    public RecordBatch append(Schema result, List<? extends FieldVector> added) {
        return appended(result, added);
    }

    private RecordBatch appended(@Nullable Schema result, List<? extends FieldVector> added) {
        Sharing kept = new Sharing(columns.size() + added.size());
        try {
            Set<String> replaced = new HashSet<>();
            for (FieldVector column : added) {
                replaced.add(column.getName());
            }
            for (int c = 0; c < columns.size(); c++) {
                if (!replaced.contains(schema.getFields().get(c).getName())) {
                    kept.add(this, c);
                }
            }
            return kept.batch(result == null ? kept.schemaWith(added) : result, added, rowCount);
        } catch (RuntimeException | Error e) {
            kept.drop();
            added.forEach(FieldVector::close);
            throw e;
        }
    }

    /** Has one more batch hold a column. */
    private AtomicInteger hold(int column) {
        requireOpen();
        if (shared == null) {
            shared = new AtomicInteger[columns.size()];
        }
        AtomicInteger holders = shared[column];
        if (holders == null) {
            holders = new AtomicInteger(1);
            shared[column] = holders;
        }
        holders.incrementAndGet();
        return holders;
    }

    private static void release(FieldVector column, @Nullable AtomicInteger holders) {
        if (holders == null || holders.decrementAndGet() == 0) {
            column.close();
        }
    }

    /**
     * The rows of several batches of one schema, in order, copied into one; a column is nullable if it is in any of them.
     *
     * @param batches at least one batch; borrowed
     * @return a new batch that the caller owns
     */
    public static RecordBatch concat(BufferAllocator allocator, List<RecordBatch> batches) {
        batches.forEach(RecordBatch::requireOpen);
        RecordBatch first = batches.get(0);
        if (batches.size() == 1) {
            return first.slice(0, first.rowCount);
        }
        int rows = 0;
        Schema schema = first.schema;
        for (RecordBatch batch : batches) {
            rows = Math.addExact(rows, batch.rowCount);
            schema = joined(schema, batch.schema);
        }
        List<FieldVector> joined = new ArrayList<>(first.columns.size());
        try {
            for (int c = 0; c < first.columns.size(); c++) {
                List<FieldVector> parts = new ArrayList<>(batches.size());
                for (RecordBatch batch : batches) {
                    parts.add(batch.columns.get(c));
                }
                joined.add(Concatenation.of(allocator, schema.getFields().get(c), parts));
            }
            return of(schema, joined, rows);
        } catch (RuntimeException | Error e) {
            joined.forEach(FieldVector::close);
            throw e;
        }
    }

    private static Schema joined(Schema left, Schema right) {
        if (left == right || left.equals(right)) {
            return left;
        }
        List<Field> l = left.getFields();
        List<Field> r = right.getFields();
        for (int c = 0; c < Math.max(l.size(), r.size()); c++) {
            boolean fits = c < l.size()
                    && c < r.size()
                    && l.get(c).getName().equals(r.get(c).getName())
                    && Vectors.sameType(l.get(c), r.get(c));
            if (!fits) {
                throw new IllegalArgumentException("Cannot join batches: expected column "
                        + (c < l.size() ? l.get(c) : "none") + " but found " + (c < r.size() ? r.get(c) : "none")
                        + " at position " + c + ".");
            }
        }
        return new Schema(Vectors.merged(l, r));
    }

    /** Releases the batch's hold on its buffers. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            for (int c = 0; c < columns.size(); c++) {
                release(columns.get(c), shared == null ? null : shared[c]);
            }
        }
    }

    @Override
    public String toString() {
        return "RecordBatch[" + rowCount + " rows, " + schema + "]";
    }
}
