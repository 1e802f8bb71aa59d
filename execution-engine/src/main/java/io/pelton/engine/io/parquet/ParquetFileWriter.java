// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches into one Parquet file, with checksums, statistics and page indexes, so that scans can verify and skip
 * pages. The Arrow schema goes along in the footer, as Arrow's own writers do it, so that Arrow readers get the very types
 * back. Local files are written without Hadoop.
 *
 * <p><b>Memory.</b> A row group is held, encoded and compressed, until it has {@value #ROW_GROUP_BYTES} bytes or
 * {@value #ROW_GROUP_ROWS} rows; {@link #bytes} counts it.
 *
 * <p><b>Failure.</b> After a failed call only {@link #close} is of use: it gives the file up and deletes what there is.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
public final class ParquetFileWriter implements AutoCloseable {
    private static final long ROW_GROUP_BYTES = 64L << 20;
    private static final long ROW_GROUP_ROWS = 1L << 19;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int MAX_STATISTICS_BYTES = 64;
    private static final int NO_PADDING = 0;

    private final FileStore store;
    private final String path;
    private final Schema schema;
    private final MessageType parquetSchema;
    private final ParquetProperties properties;
    private final PageCompressor compressor;
    private final BufferPool buffers;
    private final DictionaryMemory dictionaries;
    private final StoreOutput out;
    private final org.apache.parquet.hadoop.ParquetFileWriter file;
    private @Nullable RowGroupBuffer group;
    private @Nullable Schema checked;
    private int groups;
    private long rows;
    private boolean isUsable = true;
    private boolean isFinished;
    private boolean isClosed;

    /**
     * What was written.
     *
     * @param rows the file's rows
     * @param bytes the file's length
     */
    public record Finished(long rows, long bytes) {}

    private ParquetFileWriter(
            FileStore store,
            StoreOutput out,
            Schema schema,
            MessageType parquetSchema,
            PageCompressor compressor,
            BufferPool buffers,
            DictionaryMemory dictionaries)
            throws IOException {
        this.store = store;
        this.path = out.getPath();
        this.schema = schema;
        this.parquetSchema = parquetSchema;
        this.properties = properties(parquetSchema, buffers);
        this.out = out;
        this.compressor = compressor;
        this.buffers = buffers;
        this.dictionaries = dictionaries;
        this.file = new org.apache.parquet.hadoop.ParquetFileWriter(
                out, parquetSchema, Mode.CREATE, ROW_GROUP_BYTES, NO_PADDING, null, properties);
        file.start();
    }

    /**
     * Begins a file; one that exists is replaced.
     *
     * @param path where the file goes, in {@code store}
     * @param schema the schema of every batch
     * @throws PeltonException of kind USER if a column's type has no place in Parquet
     */
    public static ParquetFileWriter create(FileStore store, String path, Schema schema, Compression compression)
            throws IOException {
        return create(store, path, schema, compression, BufferPool.shared(), new DictionaryMemory());
    }

    /**
     * Begins a file; one that exists is replaced.
     *
     * @param path where the file goes, in {@code store}
     * @param schema the schema of every batch
     * @param buffers of the writers before and beside this one
     * @param dictionaries what they have found out about this schema's columns
     * @throws PeltonException of kind USER if a column's type has no place in Parquet
     */
    public static ParquetFileWriter create(
            FileStore store,
            String path,
            Schema schema,
            Compression compression,
            BufferPool buffers,
            DictionaryMemory dictionaries)
            throws IOException {
        requireNonNull(compression, "compression");
        MessageType parquetSchema = ParquetSchemas.of(schema);
        StoreOutput out = new StoreOutput(path, store.create(path));
        PageCompressor compressor = new PageCompressor(compression, buffers);
        try {
            return new ParquetFileWriter(store, out, schema, parquetSchema, compressor, buffers, dictionaries);
        } catch (Throwable e) {
            compressor.release();
            out.abandon();
            throw e;
        }
    }

    private static ParquetProperties properties(MessageType schema, BufferPool buffers) {
        ParquetProperties.Builder builder = ParquetProperties.builder()
                .withAllocator(new PooledAllocator(buffers))
                .withPageSize(PAGE_BYTES)
                .withPageWriteChecksumEnabled(true)
                .withSizeStatisticsEnabled(false)
                .withStatisticsTruncateLength(MAX_STATISTICS_BYTES);
        for (ColumnDescriptor column : schema.getColumns()) {
            PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
            if (type == PrimitiveTypeName.FLOAT || type == PrimitiveTypeName.DOUBLE) {
                builder.withDictionaryEncoding(String.join(".", column.getPath()), false);
            }
        }
        return builder.build();
    }

    /**
     * Adds a batch's rows.
     *
     * @param batch in the schema that the file was begun with; borrowed
     */
    public void write(RecordBatch batch) throws IOException {
        requireUsable();
        isUsable = false; // until it is done
        check(batch.schema());
        for (int row = 0; row < batch.rowCount(); ) {
            RowGroupBuffer open = group();
            row = open.write(batch, row);
            if (open.rows() >= ROW_GROUP_ROWS || open.bufferedBytes() >= ROW_GROUP_BYTES) {
                flushGroup();
            }
        }
        rows += batch.rowCount();
        isUsable = true;
    }

    private void requireUsable() {
        if (!isUsable || isFinished || isClosed) {
            throw new IllegalStateException("Cannot write " + path + ": the writer has failed or is done.");
        }
    }

    private void check(Schema found) {
        if (found == checked) {
            return;
        }
        boolean isSame = found.getFields().size() == schema.getFields().size();
        for (int i = 0; isSame && i < found.getFields().size(); i++) {
            Field expected = schema.getFields().get(i);
            Field field = found.getFields().get(i);
            isSame = field.getName().equals(expected.getName())
                    && field.getType().equals(expected.getType())
                    && field.getChildren().size() == expected.getChildren().size();
        }
        if (!isSame) {
            throw PeltonException.user("Cannot write " + path + ": expected batches of " + schema + " but found "
                    + found + ". Give every batch the schema that the file was begun with.");
        }
        checked = found;
    }

    private RowGroupBuffer group() {
        RowGroupBuffer open = group;
        if (open == null) {
            open = new RowGroupBuffer(parquetSchema, properties, compressor, buffers, dictionaries, groups++);
            group = open;
        }
        return open;
    }

    private void flushGroup() throws IOException {
        RowGroupBuffer full = group;
        if (full != null) {
            group = null;
            try (full) {
                full.flushTo(file);
            }
        }
    }

    /** The rows taken so far. */
    public long rows() {
        return rows;
    }

    /** The bytes written so far and those held in memory for the next row group. */
    public long bytes() {
        return out.getPos() + (group == null ? 0 : group.bufferedBytes());
    }

    /** Ends the file, durably; without a call to it there is no file. */
    public Finished finish() throws IOException {
        requireUsable();
        isUsable = false;
        flushGroup();
        file.end(footer());
        out.finish();
        isFinished = true;
        return new Finished(rows, out.getPos());
    }

    private Map<String, String> footer() {
        Map<String, String> footer = new HashMap<>();
        footer.put("ARROW:schema", Base64.getEncoder().encodeToString(schema.serializeAsMessage()));
        String version = ParquetFileWriter.class.getPackage().getImplementationVersion();
        footer.put("pelton.version", version == null ? "development" : version);
        return footer;
    }

    /** Releases what the writer holds; if the file is not finished, gives it up and deletes it. Never throws. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        // Memory first: a store may fail in ways that let nothing after it run.
        try {
            if (group != null) {
                group.close();
            }
        } finally {
            compressor.release();
        }
        if (!isFinished) {
            out.abandon();
            deleteQuietly();
        }
    }

    private void deleteQuietly() {
        try {
            store.delete(path);
        } catch (IOException | RuntimeException e) {
            // What made the caller give up is the failure to tell; nobody reads an attempt that was not committed.
        }
    }
}
