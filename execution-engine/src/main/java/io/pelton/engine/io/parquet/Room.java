// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/** An array of a pool that grows, with one owner. Holds one between {@link #atLeast} and {@link #close}. */
final class Room implements AutoCloseable {
    private static final byte[] NONE = new byte[0];
    private static final int FIRST_BYTES = 1 << 12;
    private static final int LONGEST = Integer.MAX_VALUE - 16;

    private final BufferPool pool;
    private byte[] bytes = NONE;

    /** Holds nothing as yet. */
    Room(BufferPool pool) {
        this.pool = pool;
    }

    /** The array of now; an empty one if there is none. */
    byte[] bytes() {
        return bytes;
    }

    /** Makes the array at least so long; what it held is lost if that takes another one. */
    byte[] atLeast(int length) {
        return move(0, 0, length);
    }

    /** Moves {@code count} bytes to the beginning of the array, which is then at least {@code length} long. */
    byte[] move(int from, int count, int length) {
        byte[] old = bytes;
        byte[] target = length > old.length ? pool.take(length) : old;
        System.arraycopy(old, from, target, 0, count);
        if (target != old) {
            bytes = target;
            pool.give(old);
        }
        return target;
    }

    /** Makes the array at least so long, and twice as long as before if it has to grow; its first bytes are kept. */
    byte[] grow(int kept, int length) {
        if (length <= bytes.length) {
            return bytes;
        }
        long twice = Math.max(FIRST_BYTES, 2L * bytes.length);
        return move(0, kept, Math.max(length, (int) Math.min(LONGEST, twice)));
    }

    /** Gives the array back. There is room again afterwards, if it is asked for. */
    @Override
    public void close() {
        byte[] old = bytes;
        bytes = NONE;
        pool.give(old);
    }
}
