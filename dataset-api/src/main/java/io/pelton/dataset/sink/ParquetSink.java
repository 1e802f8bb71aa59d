// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.sink;

import static java.util.Objects.requireNonNull;

/**
 * A folder of Parquet files.
 *
 * @param path the folder: a local path or a URI that Hadoop's client knows
 * @param compression how pages are compressed
 */
public record ParquetSink(String path, Compression compression) implements Sink {
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
    }

    @Override
    public String describe() {
        return "parquet " + path;
    }
}
