// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads a file of a Hadoop file system at any position. */
final class HadoopRandomAccess implements FileStore.RandomAccess {
    private final String path;
    private final FSDataInputStream stream;
    private final long length;

    HadoopRandomAccess(String path, FSDataInputStream stream, long length) {
        this.path = path;
        this.stream = stream;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int count) throws IOException {
        if (position + count > length) {
            throw new EOFException("Cannot read " + path + ": expected " + count + " bytes at " + position
                    + " but the file has " + length + ".");
        }
        try {
            stream.readFully(position, target, offset, count);
        } catch (IOException e) {
            throw StoreErrors.translate("read", path, e);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
