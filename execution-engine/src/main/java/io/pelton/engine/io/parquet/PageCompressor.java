// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.pelton.dataset.sink.ParquetSink.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.ByteBufferReleaser;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Compresses pages without Hadoop's codecs. What it gives is valid until it compresses the next page; parquet-mr copies
 * what it keeps. Serves one thread at a time.
 */
final class PageCompressor implements BytesInputCompressor {
    private static final int ZSTD_LEVEL = 3;

    private final Compression compression;
    private final @Nullable ZstdCompressCtx zstd;
    private final ByteBufferAllocator allocator;
    private final Room target;
    private boolean released;

    PageCompressor(Compression compression, BufferPool buffers) {
        this.compression = compression;
        this.allocator = new PooledAllocator(buffers);
        this.target = new Room(buffers);
        this.zstd = compression == Compression.ZSTD ? new ZstdCompressCtx().setLevel(ZSTD_LEVEL) : null;
        NativeContexts.opened();
    }

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
        if (compression == Compression.NONE) {
            return bytes;
        }
        try (ByteBufferReleaser held = new ByteBufferReleaser(allocator)) {
            ByteBuffer page = bytes.toByteBuffer(held);
            int size = compress(page.array(), page.arrayOffset() + page.position(), page.remaining());
            return BytesInput.from(target.bytes(), 0, size);
        }
    }

    private int compress(byte[] page, int from, int length) throws IOException {
        if (zstd != null) {
            byte[] into = target.atLeast(Math.toIntExact(Zstd.compressBound(length)));
            return zstd.compressByteArray(into, 0, into.length, page, from, length);
        }
        return Snappy.compress(page, from, length, target.atLeast(Snappy.maxCompressedLength(length)), 0);
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
        target.close();
        if (zstd != null) {
            zstd.close();
        }
    }
}
