// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.Arrays;

/**
 * Texts that differ, numbered as they were first seen, in one array that is the dictionary page they will be: each after its
 * length. They are found by a hash table with linear probing, at most half full.
 */
final class TextDictionary implements AutoCloseable {
    private static final int FIRST_ENTRIES = 1 << 8;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final Room page;
    private int used;
    private int size;
    /** By number: where the bytes begin, their hash, and the last page that had the text. */
    private int[] starts = new int[FIRST_ENTRIES];

    private int[] hashes = new int[FIRST_ENTRIES];
    private int[] seenOn = new int[FIRST_ENTRIES];
    /** The number and one more; 0 where there is none. */
    private int[] slots = new int[2 * FIRST_ENTRIES];

    TextDictionary(BufferPool buffers) {
        this.page = new Room(buffers);
    }

    /** How many texts there are. */
    int size() {
        return size;
    }

    /** The bytes of the dictionary page so far. */
    int bytes() {
        return used;
    }

    /** The dictionary page, in its first {@link #bytes}; valid until the next text is added. */
    byte[] page() {
        return page.bytes();
    }

    /** The number of a text, which is added if it is new. */
    int numberOf(byte[] bytes, int from, int to) {
        int hash = hash(bytes, from, to);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (hashes[number] == hash && equal(number, bytes, from, to)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        return add(hash, bytes, from, to);
    }

    /** Whether a text is on a page for the first time. Pages are counted from 1. */
    boolean isFirstOn(int dataPage, int number) {
        boolean first = seenOn[number] != dataPage;
        seenOn[number] = dataPage;
        return first;
    }

    /** Copies a text with its length before it; gives where it ends. */
    int copy(int number, byte[] target, int at) {
        int start = starts[number] - Integer.BYTES;
        int length = end(number) - start;
        Bytes.copy(page.bytes(), start, target, at, length);
        return at + length;
    }

    private boolean equal(int number, byte[] bytes, int from, int to) {
        return Arrays.equals(page.bytes(), starts[number], end(number), bytes, from, to);
    }

    private int end(int number) {
        return number + 1 == size ? used : starts[number + 1] - Integer.BYTES;
    }

    private int add(int hash, byte[] bytes, int from, int to) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        int start = Math.addExact(used, Integer.BYTES);
        int end = Math.addExact(start, to - from);
        byte[] target = page.grow(used, end);
        Bytes.putInt(target, used, to - from);
        System.arraycopy(bytes, from, target, start, to - from);
        used = end;
        starts[size] = start;
        hashes[size] = hash;
        seenOn[size] = 0;
        put(size);
        return size++;
    }

    private void grow() {
        starts = Arrays.copyOf(starts, slots.length);
        hashes = Arrays.copyOf(hashes, slots.length);
        seenOn = Arrays.copyOf(seenOn, slots.length);
        slots = new int[2 * slots.length];
        for (int number = 0; number < size; number++) {
            put(number);
        }
    }

    private void put(int number) {
        int mask = slots.length - 1;
        int slot = hashes[number] & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = number + 1;
    }

    /** Eight bytes at a time, each multiplied into the whole. */
    static int hash(byte[] bytes, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash, Bytes.getLong(bytes, at));
        }
        if (at < to) {
            hash = mixed(hash, rest(bytes, at, to));
        }
        // The last bytes have not reached all bits yet.
        return (int) (hash * MIX >>> Integer.SIZE);
    }

    /** Fewer than eight bytes, behind which there are zeros. */
    private static long rest(byte[] bytes, int at, int to) {
        return at <= bytes.length - Long.BYTES
                ? Bytes.getLong(bytes, at) & -1L >>> Long.SIZE - Byte.SIZE * (to - at)
                : Bytes.getLong(bytes, at, to);
    }

    private static long mixed(long hash, long eight) {
        long product = (hash ^ eight) * MIX;
        return product ^ (product >>> Integer.SIZE);
    }

    @Override
    public void close() {
        page.close();
    }
}
