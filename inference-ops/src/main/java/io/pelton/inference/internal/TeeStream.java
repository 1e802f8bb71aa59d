// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** A stream whose bytes, as they are read, also go to a digest and a copy. */
final class TeeStream extends FilterInputStream {
    private final MessageDigest digest;
    private final OutputStream copy;

    TeeStream(InputStream in, MessageDigest digest, OutputStream copy) {
        super(in);
        this.digest = digest;
        this.copy = copy;
    }

    /** Reads what is left. */
    void drain() throws IOException {
        byte[] buffer = new byte[1 << 16];
        int n = 0;
        while (n >= 0) {
            n = read(buffer);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int n = super.read(into, at, length);
        if (n > 0) {
            digest.update(into, at, n);
            copy.write(into, at, n);
        }
        return n;
    }

    /** Passes over nothing: every byte counts. */
    @Override
    public long skip(long wanted) {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
