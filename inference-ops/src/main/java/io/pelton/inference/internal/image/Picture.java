// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

/**
 * Decoded pixels. A pixel is {@code red << 24 | green << 16 | blue << 8}; its lowest byte means nothing.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
interface Picture extends AutoCloseable {
    int width();

    int height();

    /** Copies pixels {@code [from, from + count)} of row {@code y} to the start of an array. */
    void copyRow(int y, int from, int count, int[] pixels);

    @Override
    void close();
}
