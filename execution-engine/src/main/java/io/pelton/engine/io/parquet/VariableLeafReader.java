// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Reads texts and byte strings. */
final class VariableLeafReader extends LeafReader {
    private final byte[] scratch;
    private final OffsetBuffer offsets = new OffsetBuffer();
    /** The lengths of the window's values. */
    private int[] lengths = new int[0];
    /** The bytes of the window's values before each entry. */
    private long[] before = new long[1];

    private int nextValue;
    private @Nullable VariableValues values;

    VariableLeafReader(ReadNode.Leaf leaf, byte[] scratch) {
        super(leaf);
        this.scratch = scratch;
    }

    @Override
    void start(BufferAllocator allocator, int rows) {
        startData(allocator, rows);
        offsets.clear();
    }

    @Override
    void startPage(DataPage next, @Nullable Dictionary dictionary) {
        values = values(leaf, next, dictionary);
    }

    /** The values of a page of byte arrays; null for a page without any. */
    static VariableValues values(ReadNode.Leaf leaf, DataPage page, @Nullable Dictionary dictionary) {
        if (leaf.type().physical() != Type.BYTE_ARRAY && leaf.type().physical() != Type.FIXED_LEN_BYTE_ARRAY) {
            throw unsupported(leaf, page.encoding());
        }
        return switch (page.encoding()) {
            case PLAIN -> new VariableValues.Plain(page.bytes(), page.from(), page.to());
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> new VariableValues.Indexed(need(dictionary), indices(page));
            case DELTA_LENGTH_BYTE_ARRAY ->
                empty(page)
                        ? new VariableValues.Plain(page.bytes(), page.from(), page.to())
                        : new VariableValues.DeltaLength(page.bytes(), page.from(), page.to());
            case DELTA_BYTE_ARRAY ->
                empty(page)
                        ? new VariableValues.Plain(page.bytes(), page.from(), page.to())
                        : new VariableValues.DeltaText(page.bytes(), page.from(), page.to());
            default -> throw unsupported(leaf, page.encoding());
        };
    }

    private static boolean empty(DataPage page) {
        return page.from() == page.to();
    }

    private VariableValues current() {
        VariableValues current = values;
        if (current == null) {
            throw new IllegalStateException("no page");
        }
        return current;
    }

    @Override
    void loaded(int entries, int present) {
        if (before.length <= entries) {
            lengths = new int[definitions.length];
            before = new long[definitions.length + 1];
        }
        current().prepare(present, lengths);
        nextValue = 0;
        if (present == entries) {
            sumAll(entries);
        } else {
            sumPresent(entries);
        }
    }

    private void sumAll(int entries) {
        long[] sums = before;
        int[] sizes = lengths;
        long sum = 0;
        for (int i = 0; i < entries; i++) {
            sums[i] = sum;
            sum += sizes[i];
        }
        sums[entries] = sum;
    }

    /** Adds a length where there is a value, without a branch that the processor would have to guess. */
    private void sumPresent(int entries) {
        int max = leaf.maxDefinition();
        int value = 0;
        long sum = 0;
        for (int i = 0; i < entries; i++) {
            before[i] = sum;
            int one = definitions[i] == max ? 1 : 0;
            sum += lengths[value] & -one;
            value += one;
        }
        before[entries] = sum;
    }

    @Override
    long bytes(int from, int to) {
        return before[to] - before[from] + 4L * (to - from);
    }

    @Override
    void take(int from, int to, boolean full) {
        takeValidity(from, to, full);
        long base = data.size() - before[from];
        int[] target = offsets.reserve(to - from);
        int at = offsets.count();
        int slots = 0;
        if (leaf.slotDefinition() == 0) {
            slots = to - from;
            for (int i = 0; i < slots; i++) {
                target[at + i] = (int) (base + before[from + i]);
            }
        } else {
            for (int i = from; i < to; i++) {
                target[at + slots] = (int) (base + before[i]);
                slots += definitions[i] >= leaf.slotDefinition() ? 1 : 0;
            }
        }
        offsets.wrote(slots);
        int present = present(from, to, full);
        current().append(lengths, nextValue, present, data, scratch);
        nextValue += present;
    }

    @Override
    void drop(int from, int to) {
        int present = present(from, to, false);
        current().skip(lengths, nextValue, present);
        nextValue += present;
    }

    @Override
    void endPage() {
        current().finish();
    }

    @Override
    void finish(FieldVector vector, BufferAllocator allocator) {
        int end = (int) data.size();
        load(
                vector,
                slots(),
                validity.zeros(),
                List.of(validity.validity(allocator), offsets.copy(allocator, end), data.take()));
    }
}
