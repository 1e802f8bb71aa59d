// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/**
 * A column in one row group: what is kept of its part of the footer, which as Parquet's own structures takes four times the
 * memory. A table of many columns in many files has hundreds of thousands.
 *
 * @param codec how its pages are compressed
 * @param values how many entries its pages have
 * @param start the file position of its first page
 * @param storedBytes the bytes of its pages, with their headers
 * @param plainBytes the same before they were compressed
 * @param known what the footer says of its values
 * @param offsets where the file says where each page lies; null if it does not
 * @param bounds where the file says what each page holds; null if it does not
 */
record Chunk(
        CompressionCodec codec,
        long values,
        long start,
        long storedBytes,
        long plainBytes,
        Known known,
        @Nullable Place offsets,
        @Nullable Place bounds) {
    /** Bytes of the file. */
    record Place(long at, int length) {
        private static @Nullable Place of(boolean isSet, long at, int length) {
            return isSet ? new Place(at, length) : null;
        }
    }

    /**
     * About all values of a column.
     *
     * @param nulls how many are null; -1 if the file does not say
     * @param min no value is below, as it is stored; null if the file does not say, or in an order that is not the type's
     * @param max likewise, no value is above
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Known(long nulls, byte @Nullable [] min, byte @Nullable [] max) {
        static final Known NOTHING = new Known(-1, null, null);
    }

    /** What is kept of a chunk of the footer, which has been checked. */
    static Chunk of(ColumnChunk chunk, LeafType type, boolean ordered) {
        ColumnMetaData meta = chunk.getMeta_data();
        return new Chunk(
                meta.getCodec(),
                meta.getNum_values(),
                startOf(meta),
                meta.getTotal_compressed_size(),
                meta.getTotal_uncompressed_size(),
                Statistics.known(meta.getStatistics(), type, ordered),
                Place.of(
                        chunk.isSetOffset_index_offset() && chunk.isSetOffset_index_length(),
                        chunk.getOffset_index_offset(),
                        chunk.getOffset_index_length()),
                Place.of(
                        chunk.isSetColumn_index_offset() && chunk.isSetColumn_index_length(),
                        chunk.getColumn_index_offset(),
                        chunk.getColumn_index_length()));
    }

    /** The file position of a column's first page. */
    static long startOf(ColumnMetaData meta) {
        long dictionaryAt = meta.isSetDictionary_page_offset() ? meta.getDictionary_page_offset() : 0;
        return dictionaryAt > 0 && dictionaryAt < meta.getData_page_offset()
                ? dictionaryAt
                : meta.getData_page_offset();
    }

    /** The file position after its last page. */
    long end() {
        return start + storedBytes;
    }
}
