// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.events.FileReadEvent;
import io.pelton.engine.events.Flight;
import io.pelton.engine.io.FileStore.RandomAccess;
import java.io.IOException;
import java.io.InputStream;

/** A range of a file, read through a buffer from front to back. Nothing outside the range is read. */
final class ChunkInput extends InputStream {
    private final FileAccess file;
    private final int readAheadBytes;
    private final Room room;
    private byte[] buffer;
    private int at;
    private int filled;
    private long fetched;
    private long limit;

    /**
     * Reads nothing until {@link #seek} has said where.
     *
     * @param room where the bytes go; the caller closes it
     */
    ChunkInput(FileAccess file, int readAheadBytes, Room room) {
        this.file = file;
        this.readAheadBytes = readAheadBytes;
        this.room = room;
        this.buffer = room.bytes();
    }

    /** Goes to a position; reading ends before {@code end}. */
    void seek(long position, long end) {
        long first = fetched - filled;
        if (position >= first && position <= fetched && fetched <= end) {
            at = (int) (position - first);
        } else {
            at = 0;
            filled = 0;
            fetched = position;
        }
        limit = end;
    }

    /** The bytes that are left in the range. */
    long remaining() {
        return limit - position();
    }

    /** The file position of the next byte. */
    long position() {
        return fetched - filled + at;
    }

    /** The array that holds the bytes last taken; valid until the next call. */
    byte[] array() {
        return buffer;
    }

    /** Takes the next {@code n} bytes, of which there must be as many; gives where they begin in {@link #array}. */
    int take(int n) {
        if (n < 0 || n > remaining()) {
            throw new DamagedFileException("a page of " + n + " bytes where " + remaining() + " are left");
        }
        if (filled - at < n) {
            fill(n);
        }
        int from = at;
        at += n;
        return from;
    }

    /** Passes over the next {@code n} bytes, of which there must be as many; what is not there as yet is not fetched. */
    void pass(long n) {
        if (n <= filled - at) {
            at += (int) n;
        } else {
            seek(position() + n, limit);
        }
    }

    /** Fetches the next {@code n} bytes, or all that are left, for {@link #read()} to give one by one. */
    void ready(int n) {
        int wanted = (int) Math.min(n, remaining());
        if (filled - at < wanted) {
            fill(wanted);
        }
    }

    @Override
    public int read() {
        if (at == filled) {
            if (remaining() <= 0) {
                return -1;
            }
            fill(1);
        }
        return buffer[at++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (at == filled) {
            if (remaining() <= 0) {
                return length == 0 ? 0 : -1;
            }
            fill(1);
        }
        int n = Math.min(length, filled - at);
        System.arraycopy(buffer, at, target, offset, n);
        at += n;
        return n;
    }

    private void fill(int wanted) {
        int kept = filled - at;
        int size = (int) Math.min(Math.max(wanted, readAheadBytes), kept + limit - fetched);
        // The next row group's chunk may be a little longer.
        int length = size > buffer.length ? Math.max(size, Math.min(readAheadBytes, size + size / 4)) : size;
        buffer = room.move(at, kept, length);
        file.readFully(fetched, buffer, kept, size - kept);
        fetched += size - kept;
        at = 0;
        filled = size;
    }

    /** A file whose failures are told apart: those of the store, and an end that comes too early. */
    static final class FileAccess implements AutoCloseable {
        private final String path;
        private final RandomAccess file;

        FileAccess(String path, RandomAccess file) {
            this.path = path;
            this.file = file;
        }

        long length() {
            return file.length();
        }

        void readFully(long position, byte[] target, int offset, int length) {
            FileReadEvent event = Flight.isOn() ? FileReadEvent.begun() : null;
            try {
                file.readFully(position, target, offset, length);
                if (event != null) {
                    event.ended(path, position, length);
                }
            } catch (java.io.EOFException e) {
                throw new DamagedFileException("the file ends before byte " + (position + length), e);
            } catch (IOException e) {
                throw ReadErrors.store(path, e);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
