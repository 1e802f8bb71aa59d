// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.RecordBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The rows of one row group, encoded and compressed in memory until all its columns can be laid out. */
final class RowGroupBuffer implements AutoCloseable {
    private static final int TARGET_SLICE_BYTES = 1 << 18;
    private static final int MAX_SLICE_ROWS = 1 << 10;

    private final ColumnChunkPageWriteStore pages;
    private final ColumnWriteStore shredded;
    private final List<ColumnTask> columns = new ArrayList<>();
    /** Whether parquet-mr writes any column, which it must be told the end of each row. */
    private final boolean isShredded;

    private long rows;

    RowGroupBuffer(
            MessageType schema,
            ParquetProperties properties,
            PageCompressor compressor,
            BufferPool buffers,
            DictionaryMemory dictionaries,
            int ordinal) {
        this.pages = ColumnChunkPageWriteStore.builder()
                .withSchema(schema)
                .withCompressorProvider(column -> compressor)
                .withAllocator(properties.getAllocator())
                .withColumnIndexTruncateLength(properties.getColumnIndexTruncateLength())
                .withPageWriteChecksumEnabled(properties.getPageWriteChecksumEnabled())
                .withRowGroupOrdinal(ordinal)
                .build();
        Map<List<String>, ColumnDescriptor> leaves = new HashMap<>();
        for (ColumnDescriptor leaf : schema.getColumns()) {
            leaves.put(List.of(leaf.getPath()), leaf);
        }
        List<Type> rest = new ArrayList<>();
        for (Type type : schema.getFields()) {
            if (!TextColumn.takes(type) && !PlainColumn.takes(type, leaf(schema, type), dictionaries)) {
                rest.add(type);
            }
        }
        this.isShredded = !rest.isEmpty();
        MessageType restOfSchema = new MessageType(schema.getName(), rest);
        this.shredded = withoutUnfit(properties, restOfSchema, dictionaries)
                .newColumnWriteStore(restOfSchema, new WatchedPages(pages, properties, dictionaries), pages);
        for (Type type : schema.getFields()) {
            ColumnDescriptor leaf = leaf(schema, type);
            if (rest.contains(type)) {
                columns.add(new ShreddedColumn(type, path -> shredded.getColumnWriter(leaves.get(path))));
            } else if (TextColumn.takes(type)) {
                columns.add(new TextColumn(type, leaf, pages.getPageWriter(leaf), properties, buffers, dictionaries));
            } else {
                columns.add(new PlainColumn(type, leaf, pages.getPageWriter(leaf), properties, buffers));
            }
        }
    }

    private static ParquetProperties withoutUnfit(
            ParquetProperties properties, MessageType schema, DictionaryMemory dictionaries) {
        ParquetProperties.Builder copy = ParquetProperties.copy(properties);
        for (ColumnDescriptor column : schema.getColumns()) {
            if (dictionaries.isUnfit(column)) {
                copy.withDictionaryEncoding(String.join(".", column.getPath()), false);
            }
        }
        return copy.build();
    }

    private static ColumnDescriptor leaf(MessageType schema, Type type) {
        for (ColumnDescriptor column : schema.getColumns()) {
            if (column.getPath()[0].equals(type.getName())) {
                return column;
            }
        }
        throw new IllegalStateException("no leaf below " + type);
    }

    /**
     * Takes some of a batch's rows, column by column: as many as are good for pages of even size.
     *
     * @return the row after the last one taken
     */
    int write(RecordBatch batch, int from) {
        long rowBytes = Math.max(1, batch.sizeBytes() / Math.max(1, batch.rowCount()));
        long slice = Math.max(1, Math.min(MAX_SLICE_ROWS, TARGET_SLICE_BYTES * (long) columns.size() / rowBytes));
        int to = (int) Math.min(batch.rowCount(), from + slice);
        for (int c = 0; c < columns.size(); c++) {
            columns.get(c).write(batch.column(c), from, to);
        }
        for (int row = from; isShredded && row < to; row++) {
            shredded.endRecord();
        }
        rows += to - from;
        return to;
    }

    long rows() {
        return rows;
    }

    /** The bytes held in memory. */
    long bufferedBytes() {
        long bytes = shredded.getBufferedSize();
        for (ColumnTask column : columns) {
            bytes += column.bufferedBytes();
        }
        return bytes;
    }

    /** Writes the row group to the file. */
    void flushTo(ParquetFileWriter file) throws IOException {
        columns.forEach(ColumnTask::flush);
        shredded.flush();
        file.startBlock(rows);
        pages.flushToFileWriter(file);
        file.endBlock();
    }

    @Override
    public void close() {
        try (pages) {
            columns.forEach(ColumnTask::close);
            shredded.close();
        }
    }
}
