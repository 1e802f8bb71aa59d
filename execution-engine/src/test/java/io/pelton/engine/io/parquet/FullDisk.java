// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.ForwardingFileStore;
import io.pelton.engine.io.LocalFileStore;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Local files on a disk that has room for some bytes in each file and then none. */
final class FullDisk extends ForwardingFileStore {
    private final int room;
    private int openStreams;

    FullDisk(int room) {
        super(new LocalFileStore());
        this.room = room;
    }

    int openStreams() {
        return openStreams;
    }

    @Override
    public OutputStream create(String path) throws IOException {
        openStreams++;
        return new FilterOutputStream(super.create(path)) {
            private int left = room;
            private boolean isOpen = true;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                if (isOpen) {
                    isOpen = false;
                    openStreams--;
                    out.close();
                }
            }
        };
    }
}
