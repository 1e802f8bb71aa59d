// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;

/** Writes to a Hadoop file system; the content is on the disks of all replicas when {@code close} returns. */
final class HadoopOutput extends OutputStream implements Abandonable {
    private final FSDataOutputStream out;

    HadoopOutput(FSDataOutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            if (out.hasCapability(StreamCapabilities.HSYNC)) {
                out.hsync();
            }
        }
    }

    @Override
    public void abandon() {
        try {
            if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
                out.abort();
            }
            out.close();
        } catch (IOException | RuntimeException e) {
            // The file is given up; HDFS ends its lease by itself.
        }
    }
}
