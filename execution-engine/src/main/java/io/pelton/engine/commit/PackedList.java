// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static java.util.Objects.requireNonNull;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Values that resemble their neighbours, such as files by name: some tens of bytes for each, instead of hundreds. They are
 * kept in blocks of {@value #BLOCK}, in which each is written as what sets it apart from the one before it; a value is
 * made anew whenever it is asked for.
 *
 * <p><b>Threads.</b> One at a time while it grows.
 */
abstract class PackedList<T> extends AbstractList<T> implements RandomAccess {
    private static final int BLOCK = 16;

    private final List<byte[]> blocks = new ArrayList<>();
    /** Those behind the last whole block. */
    private final List<T> open = new ArrayList<>(BLOCK);

    /** Writes a value as what sets it apart from the one before it in its block, if there is one. */
    abstract void pack(Packed.Writer out, @Nullable T before, T value);

    /** Reads values from the beginning of a block and gives the last of them. */
    abstract T unpack(Packed.Reader in, int values);

    final void appendPacked(T value) {
        open.add(requireNonNull(value, "value"));
        if (open.size() == BLOCK) {
            Packed.Writer out = new Packed.Writer();
            T before = null;
            for (T one : open) {
                pack(out, before, one);
                before = one;
            }
            blocks.add(out.toBytes());
            open.clear();
        }
    }

    /** Appends all values of another list. */
    final void appendAll(PackedList<T> other) {
        if (isEmpty()) {
            blocks.addAll(other.blocks);
            open.addAll(other.open);
        } else {
            other.forEach(this::appendPacked);
        }
    }

    @Override
    public T get(int index) {
        int block = index / BLOCK;
        return block < blocks.size()
                ? unpack(new Packed.Reader(blocks.get(block)), index % BLOCK + 1)
                : open.get(index - block * BLOCK);
    }

    @Override
    public int size() {
        return blocks.size() * BLOCK + open.size();
    }

    /** The bytes that its whole blocks take, without what Java adds. */
    final long packedBytes() {
        return blocks.stream().mapToLong(block -> block.length).sum();
    }
}
