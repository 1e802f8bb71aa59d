// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import org.apache.arrow.memory.util.MemoryUtil;

/** Bit maps in Arrow's order, least significant bit first. Callers answer for the room behind an address. */
final class Bits {
    private Bits() {}

    static boolean get(long address, int index) {
        return (MemoryUtil.getByte(address + (index >> 3)) >> (index & 7) & 1) != 0;
    }

    /** Writes flags, or their opposites; the bits that fill up the last byte are 0. */
    static void write(boolean[] flags, boolean inverted, int count, long address) {
        for (int at = 0; at < count; at += 8) {
            int bits = 0;
            for (int i = at, end = Math.min(at + 8, count); i < end; i++) {
                bits |= (flags[i] != inverted ? 1 : 0) << (i - at);
            }
            MemoryUtil.putByte(address + (at >> 3), (byte) bits);
        }
    }

    /** Sets the first bits. */
    static void fill(int count, long address) {
        MemoryUtil.setMemory(address, count >> 3, (byte) 0xff);
        if ((count & 7) != 0) {
            MemoryUtil.putByte(address + (count >> 3), (byte) ((1 << (count & 7)) - 1));
        }
    }

    /** Picks bits by their numbers. */
    static void gather(long source, int[] rows, int count, long target) {
        for (int at = 0; at < count; at += 8) {
            int bits = 0;
            for (int i = at, end = Math.min(at + 8, count); i < end; i++) {
                bits |= (get(source, rows[i]) ? 1 : 0) << (i - at);
            }
            MemoryUtil.putByte(target + (at >> 3), (byte) bits);
        }
    }
}
