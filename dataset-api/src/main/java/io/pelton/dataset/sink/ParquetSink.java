// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.sink;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;

/**
 * A folder of Parquet files. Immutable; the {@code with} methods give changed copies.
 *
 * @param path the folder: a local path or a URI that Hadoop's client knows
 * @param compression how pages are compressed
 * @param minRowsPerFile a file is not ended before it holds so many rows, as far as one split of the input gives them; 0
 *     leaves it to the engine
 * @param maxRowsPerFile a file is ended when it holds so many rows; 0 leaves it to the engine
 */
public record ParquetSink(String path, Compression compression, long minRowsPerFile, long maxRowsPerFile)
        implements Sink {
    /** A Parquet page codec. */
    public enum Compression {
        /** Zstandard at its default level: small and quick to read. */
        ZSTD,
        /** Snappy: larger, cheaper to write. */
        SNAPPY,
        /** None: for data that does not compress, such as embeddings. */
        NONE
    }

    public ParquetSink {
        requireNonNull(path, "path");
        requireNonNull(compression, "compression");
        if (path.isBlank()) {
            throw PeltonException.user("Cannot write Parquet: expected a folder but found an empty path.");
        }
        if (minRowsPerFile < 0 || maxRowsPerFile < 0 || (maxRowsPerFile > 0 && minRowsPerFile > maxRowsPerFile)) {
            throw PeltonException.user("Cannot write parquet " + path
                    + ": expected 0 <= minRowsPerFile <= maxRowsPerFile but found " + minRowsPerFile + " and "
                    + maxRowsPerFile + ".");
        }
    }

    /** A folder of files whose length is left to the engine. */
    public ParquetSink(String path, Compression compression) {
        this(path, compression, 0, 0);
    }

    /** A folder of Zstandard files. */
    public static ParquetSink to(String path) {
        return new ParquetSink(path, Compression.ZSTD);
    }

    /** The same with another codec. */
    public ParquetSink withCompression(Compression newCompression) {
        return new ParquetSink(path, newCompression, minRowsPerFile, maxRowsPerFile);
    }

    /** The same with a least number of rows in a file. */
    public ParquetSink withMinRowsPerFile(long rows) {
        return new ParquetSink(path, compression, rows, maxRowsPerFile);
    }

    /** The same with a greatest number of rows in a file. */
    public ParquetSink withMaxRowsPerFile(long rows) {
        return new ParquetSink(path, compression, minRowsPerFile, rows);
    }

    @Override
    public String describe() {
        return "parquet " + path;
    }
}
