// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** Decompresses pages. Serves one thread at a time. */
abstract class PageCodec implements AutoCloseable {
    /** A page may be this much larger than its stored bytes, at most; what claims more is damaged. */
    private final long maxRatio;

    private boolean closed;

    private PageCodec(long maxRatio) {
        this.maxRatio = maxRatio;
        NativeContexts.opened();
    }

    /**
     * The codec of that name.
     *
     * @param where what is read, for the error if the codec is not supported
     */
    static PageCodec of(CompressionCodec codec, String where) {
        return switch (codec) {
            case UNCOMPRESSED -> new Stored();
            case SNAPPY -> new SnappyCodec();
            case GZIP -> new GzipCodec();
            case ZSTD -> new ZstdCodec();
            case LZ4_RAW -> new Lz4Codec(false);
            case LZ4 -> new Lz4Codec(true);
            case BROTLI, LZO ->
                throw PeltonException.user("Cannot read " + where + ": expected pages stored as UNCOMPRESSED, SNAPPY,"
                        + " GZIP, ZSTD, LZ4 or LZ4_RAW but found " + codec + ". Write the file with one of those.");
        };
    }

    /** Whether pages are stored as they are. */
    boolean stored() {
        return false;
    }

    /** Fills {@code target[0, length)} with the page, which must be exactly so long. */
    final void decompress(byte[] from, int at, int size, byte[] target, int length) {
        int found;
        try {
            found = decode(from, at, size, target, length);
        } catch (IOException | DataFormatException | ZstdException | MalformedInputException e) {
            throw new DamagedFileException("a page that cannot be decompressed (" + e.getMessage() + ")", e);
        }
        if (found != length) {
            throw new DamagedFileException("a page of " + found + " bytes that should have " + length);
        }
    }

    /** Refuses a length that the stored bytes cannot give, before memory is taken for it. */
    final void checkLength(int size, long length) {
        if (length < 0 || length > Math.min(Integer.MAX_VALUE - 64, maxRatio * size + 1024)) {
            throw new DamagedFileException("a page of " + length + " bytes in " + size);
        }
    }

    abstract int decode(byte[] from, int at, int size, byte[] target, int length)
            throws IOException, DataFormatException;

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            NativeContexts.closed();
            release();
        }
    }

    /** Frees native memory. */
    void release() {}

    private static final class Stored extends PageCodec {
        Stored() {
            super(1);
        }

        @Override
        boolean stored() {
            return true;
        }

        @Override
        int decode(byte[] from, int at, int size, byte[] target, int length) {
            System.arraycopy(from, at, target, 0, Math.min(size, length));
            return size;
        }
    }

    private static final class SnappyCodec extends PageCodec {
        SnappyCodec() {
            super(64);
        }

        @Override
        int decode(byte[] from, int at, int size, byte[] target, int length) throws IOException {
            // The native code writes as many bytes as the page itself says, so that has to be right first.
            int claimed = Snappy.uncompressedLength(from, at, size);
            return claimed == length ? Snappy.uncompress(from, at, size, target, 0) : claimed;
        }
    }

    private static final class GzipCodec extends PageCodec {
        private static final int HEADER_BYTES = 10;

        private final Inflater inflater = new Inflater(true);

        GzipCodec() {
            super(1100);
        }

        /** A page is one or more gzip members. */
        @Override
        int decode(byte[] from, int at, int size, byte[] target, int length) throws IOException, DataFormatException {
            int end = at + size;
            int next = at;
            int done = 0;
            while (next < end) {
                next = skipHeader(from, next, end);
                inflater.reset();
                inflater.setInput(from, next, end - next);
                while (!inflater.finished()) {
                    int n = inflater.inflate(target, done, length - done);
                    done += n;
                    if (n == 0 && !inflater.finished()) {
                        throw new IOException("gzip data ends early or is too long");
                    }
                }
                next = end - inflater.getRemaining() + 8;
            }
            return done;
        }

        private static int skipHeader(byte[] from, int at, int end) throws IOException {
            if (end - at < HEADER_BYTES || (from[at] & 0xff) != 0x1f || (from[at + 1] & 0xff) != 0x8b) {
                throw new IOException("no gzip header");
            }
            int flags = from[at + 3];
            int next = at + HEADER_BYTES;
            if ((flags & 4) != 0 && next + 2 <= end) {
                next += 2 + (from[next] & 0xff) + ((from[next + 1] & 0xff) << 8);
            }
            for (int text = 8; text <= 16; text *= 2) {
                if ((flags & text) != 0) {
                    while (next < end && from[next++] != 0) {}
                }
            }
            next += (flags & 2) != 0 ? 2 : 0;
            if (next > end) {
                throw new IOException("no gzip data");
            }
            return next;
        }

        @Override
        void release() {
            inflater.end();
        }
    }

    private static final class ZstdCodec extends PageCodec {
        private final ZstdDecompressCtx context = new ZstdDecompressCtx();

        ZstdCodec() {
            super(1 << 16);
        }

        @Override
        int decode(byte[] from, int at, int size, byte[] target, int length) {
            long claimed = Zstd.getFrameContentSize(from, at, size);
            if (claimed > length) {
                return (int) Math.min(Integer.MAX_VALUE, claimed);
            }
            return context.decompressByteArray(target, 0, length, from, at, size);
        }

        @Override
        void release() {
            context.close();
        }
    }

    private static final class Lz4Codec extends PageCodec {
        private final Lz4Decompressor decompressor = new Lz4Decompressor();
        private final boolean hadoopFrames;

        Lz4Codec(boolean hadoopFrames) {
            super(260);
            this.hadoopFrames = hadoopFrames;
        }

        @Override
        int decode(byte[] from, int at, int size, byte[] target, int length) {
            if (hadoopFrames && framed(from, at, size, length)) {
                return decodeFrames(from, at, at + size, target, length);
            }
            return decompressor.decompress(from, at, size, target, 0, length);
        }

        private static boolean framed(byte[] from, int at, int size, int length) {
            return size > 8 && big(from, at) <= length && big(from, at) > 0 && big(from, at + 4) <= size - 8;
        }

        /** Blocks, each after its uncompressed and compressed length. */
        private int decodeFrames(byte[] from, int at, int end, byte[] target, int length) {
            int next = at;
            int done = 0;
            while (end - next > 8) {
                int plain = big(from, next);
                int stored = big(from, next + 4);
                next += 8;
                if (plain < 0 || plain > length - done || stored < 0 || stored > end - next) {
                    throw new DamagedFileException("an LZ4 block of " + stored + " bytes");
                }
                done += decompressor.decompress(from, next, stored, target, done, plain);
                next += stored;
            }
            return done;
        }

        private static int big(byte[] from, int at) {
            return Integer.reverseBytes(Bytes.getInt(from, at));
        }
    }
}
