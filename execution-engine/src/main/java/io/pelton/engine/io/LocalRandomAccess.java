// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a local file at any position. */
final class LocalRandomAccess implements FileStore.RandomAccess {
    private final String path;
    private final FileChannel channel;
    private final long length;

    LocalRandomAccess(String path, FileChannel channel, long length) {
        this.path = path;
        this.channel = channel;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            ByteBuffer chunk = ByteBuffer.wrap(target, offset + done, Math.min(LocalFiles.CHUNK, count - done));
            int read = read(chunk, position + done);
            if (read < 0) {
                throw new EOFException("Cannot read " + path + ": expected " + count + " bytes at " + position
                        + " but the file ends after " + done + " of them.");
            }
            done += read;
        }
    }

    private int read(ByteBuffer chunk, long position) throws IOException {
        try {
            return channel.read(chunk, position);
        } catch (IOException e) {
            throw StoreErrors.translate("read", path, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
