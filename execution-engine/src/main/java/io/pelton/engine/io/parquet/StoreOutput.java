// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.events.FileWriteEvent;
import io.pelton.engine.events.Flight;
import io.pelton.engine.io.Abandonable;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A store's stream as parquet-mr wants it. Parquet-mr closes its stream also after a failure, which would make half a
 * file visible, so {@link #close} does nothing and {@link #finish} closes.
 */
final class StoreOutput extends PositionOutputStream implements OutputFile {
    private static final int BUFFER = 1 << 16;

    private final String path;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int buffered;
    private long position;

    StoreOutput(String path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int b) throws IOException {
        if (buffered == BUFFER) {
            drain();
        }
        buffer[buffered++] = (byte) b;
        position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > BUFFER - buffered) {
            drain();
        }
        if (length >= BUFFER) {
            store(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, buffer, buffered, length);
            buffered += length;
        }
        position += length;
    }

    private void drain() throws IOException {
        store(buffer, 0, buffered);
        buffered = 0;
    }

    private void store(byte[] bytes, int offset, int length) throws IOException {
        FileWriteEvent event = Flight.isOn() ? FileWriteEvent.begun() : null;
        out.write(bytes, offset, length);
        if (event != null) {
            event.ended(path, length, false);
        }
    }

    @Override
    public void flush() throws IOException {
        drain();
    }

    @Override
    public void close() {}

    /** Makes the file durable and visible. */
    void finish() throws IOException {
        drain();
        FileWriteEvent event = Flight.isOn() ? FileWriteEvent.begun() : null;
        out.close();
        if (event != null) {
            event.ended(path, 0, true);
        }
    }

    /** Gives the file up; never throws, since there is a failure already. */
    void abandon() {
        try {
            if (out instanceof Abandonable) {
                ((Abandonable) out).abandon();
            } else {
                out.close();
            }
        } catch (IOException | RuntimeException e) {
            // The first failure is the one to tell.
        }
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return path;
    }
}
