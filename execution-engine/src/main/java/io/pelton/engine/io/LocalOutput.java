// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a local file, which is on disk when {@code close} returns. */
final class LocalOutput extends OutputStream implements Abandonable {
    private final Path file;
    private final FileChannel channel;
    private final byte[] single = new byte[1];
    private boolean closed;

    private LocalOutput(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static LocalOutput open(Path file, OpenOption... how) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(how));
        options.add(StandardOpenOption.WRITE);
        return new LocalOutput(file, FileChannel.open(file, options));
    }

    @Override
    public void write(int b) throws IOException {
        single[0] = (byte) b;
        write(single, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        for (int from = offset; from < end; from += LocalFiles.CHUNK) {
            ByteBuffer chunk = ByteBuffer.wrap(bytes, from, Math.min(LocalFiles.CHUNK, end - from));
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (channel) {
            channel.force(true);
        }
        LocalFiles.forceName(file);
    }

    @Override
    public void abandon() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            // The file is given up.
        }
    }
}
