// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.pelton.dataset.sink.ParquetSink.Compression;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** Compresses pages without Hadoop's codecs. Serves one thread at a time. */
final class PageCompressor implements BytesInputCompressor {
    private static final int ZSTD_LEVEL = 3;

    private final Compression compression;
    private final @Nullable ZstdCompressCtx zstd;
    private boolean released;

    PageCompressor(Compression compression) {
        this.compression = compression;
        this.zstd = compression == Compression.ZSTD ? new ZstdCompressCtx().setLevel(ZSTD_LEVEL) : null;
        NativeContexts.opened();
    }

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
        if (zstd != null) {
            return BytesInput.from(zstd.compress(bytes.toByteArray()));
        }
        return compression == Compression.SNAPPY ? BytesInput.from(Snappy.compress(bytes.toByteArray())) : bytes;
    }

    @Override
    public CompressionCodecName getCodecName() {
        return switch (compression) {
            case ZSTD -> CompressionCodecName.ZSTD;
            case SNAPPY -> CompressionCodecName.SNAPPY;
            case NONE -> CompressionCodecName.UNCOMPRESSED;
        };
    }

    @Override
    public void release() {
        if (released) {
            return;
        }
        released = true;
        NativeContexts.closed();
        if (zstd != null) {
            zstd.close();
        }
    }
}
