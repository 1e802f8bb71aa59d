// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.IOException;
import java.io.OutputStream;

/** Gives failures of a stream the words and the kind that they have everywhere else. */
final class TranslatingOutput extends OutputStream implements Abandonable {
    private final String path;
    private final OutputStream out;
    private boolean closed;

    TranslatingOutput(String path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        try {
            out.write(b);
        } catch (IOException e) {
            throw StoreErrors.translate("write", path, e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw StoreErrors.translate("write", path, e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw StoreErrors.translate("write", path, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw StoreErrors.translate("write", path, e);
        }
    }

    @Override
    public void abandon() {
        closed = true;
        if (out instanceof Abandonable) {
            ((Abandonable) out).abandon();
        }
    }
}
