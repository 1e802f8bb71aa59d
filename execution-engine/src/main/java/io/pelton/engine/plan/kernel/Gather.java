// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorAppender;

/**
 * Copies some rows of a batch into a new one: value by value, and nested values through the numbers of their elements.
 * Types that Arrow's older vectors do not know, such as views, go run by run through its own appender.
 */
public final class Gather {
    private Gather() {}

    /**
     * The rows of the given numbers.
     *
     * @param input borrowed
     * @param rows ascending row numbers, of which the first {@code count} are used
     * @return a new batch that the caller owns
     */
    public static RecordBatch rows(RecordBatch input, int[] rows, int count, BufferAllocator allocator) {
        List<FieldVector> columns = new ArrayList<>(input.columns().size());
        try {
            for (FieldVector column : input.columns()) {
                columns.add(vector(column, rows, count, allocator));
            }
            return RecordBatch.of(input.schema(), columns, count);
        } catch (RuntimeException | Error e) {
            columns.forEach(FieldVector::close);
            throw e;
        }
    }

    private static FieldVector vector(FieldVector source, int[] rows, int count, BufferAllocator allocator) {
        FieldVector target = source.getField().createVector(allocator);
        try {
            fill(source, rows, count, target);
            return target;
        } catch (RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    private static void fill(FieldVector source, int[] rows, int count, FieldVector target) {
        if (source instanceof BaseFixedWidthVector) {
            fixed((BaseFixedWidthVector) source, rows, count, (BaseFixedWidthVector) target);
        } else if (source instanceof BaseVariableWidthVector) {
            bytes((BaseVariableWidthVector) source, rows, count, (BaseVariableWidthVector) target);
        } else if (source instanceof ListVector) {
            lists((ListVector) source, rows, count, (ListVector) target);
        } else if (source instanceof FixedSizeListVector) {
            fixedLists((FixedSizeListVector) source, rows, count, (FixedSizeListVector) target);
        } else if (source instanceof StructVector) {
            structs((StructVector) source, rows, count, (StructVector) target);
        } else {
            runs(source, rows, count, target);
        }
        target.setValueCount(count);
    }

    private static void fixed(BaseFixedWidthVector source, int[] rows, int count, BaseFixedWidthVector target) {
        target.allocateNew(count);
        long to = target.getDataBufferAddress();
        if (source instanceof BitVector) {
            Bits.gather(Buffers.bits(source, used(rows, count)), rows, count, to);
        } else {
            int width = source.getTypeWidth();
            copy(Buffers.data(source, used(rows, count), width), width, rows, count, to);
        }
        validity(source, rows, count, target.getValidityBufferAddress());
    }

    private static void copy(long from, int width, int[] rows, int count, long to) {
        if (width == 4) {
            for (int i = 0; i < count; i++) {
                MemoryUtil.putInt(to + 4L * i, MemoryUtil.getInt(from + 4L * rows[i]));
            }
        } else if (width == 8) {
            for (int i = 0; i < count; i++) {
                MemoryUtil.putLong(to + 8L * i, MemoryUtil.getLong(from + 8L * rows[i]));
            }
        } else {
            for (int i = 0; i < count; i++) {
                MemoryUtil.copyMemory(from + (long) width * rows[i], to + (long) width * i, width);
            }
        }
    }

    private static void bytes(BaseVariableWidthVector source, int[] rows, int count, BaseVariableWidthVector target) {
        long sourceOffsets = Buffers.offsets(source, used(rows, count), 4);
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += length(sourceOffsets, rows[i]);
        }
        target.allocateNew(total, count);
        long from = Buffers.bytes(source, count == 0 ? 0 : MemoryUtil.getInt(sourceOffsets + 4L * used(rows, count)));
        long to = target.getDataBufferAddress();
        long targetOffsets = target.getOffsetBufferAddress();
        int end = 0;
        MemoryUtil.putInt(targetOffsets, 0);
        for (int i = 0; i < count; i++) {
            int length = length(sourceOffsets, rows[i]);
            MemoryUtil.copyMemory(from + MemoryUtil.getInt(sourceOffsets + 4L * rows[i]), to + end, length);
            end += length;
            MemoryUtil.putInt(targetOffsets + 4L * i + 4, end);
        }
        validity(source, rows, count, target.getValidityBufferAddress());
        target.setLastSet(count - 1);
    }

    /** How many values of the source are looked at: those up to the last that is picked. */
    private static int used(int[] rows, int count) {
        return count == 0 ? 0 : rows[count - 1] + 1;
    }

    private static int length(long offsets, int row) {
        return MemoryUtil.getInt(offsets + 4L * row + 4) - MemoryUtil.getInt(offsets + 4L * row);
    }

    private static void lists(ListVector source, int[] rows, int count, ListVector target) {
        long sourceOffsets = Buffers.offsets(source, used(rows, count), 4);
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += length(sourceOffsets, rows[i]);
        }
        int[] elements = new int[Math.toIntExact(total)];
        target.setInitialTotalCapacity(count, elements.length);
        target.allocateNew();
        long targetOffsets = target.getOffsetBuffer().memoryAddress();
        int end = 0;
        MemoryUtil.putInt(targetOffsets, 0);
        for (int i = 0; i < count; i++) {
            int first = MemoryUtil.getInt(sourceOffsets + 4L * rows[i]);
            end = number(first, length(sourceOffsets, rows[i]), elements, end);
            MemoryUtil.putInt(targetOffsets + 4L * i + 4, end);
        }
        validity(source, rows, count, target.getValidityBufferAddress());
        target.setLastSet(count - 1);
        fill((FieldVector) source.getDataVector(), elements, end, (FieldVector) target.getDataVector());
    }

    private static void fixedLists(FixedSizeListVector source, int[] rows, int count, FixedSizeListVector target) {
        int size = source.getListSize();
        target.setInitialCapacity(count);
        target.allocateNew();
        validity(source, rows, count, target.getValidityBufferAddress());
        FieldVector values = source.getDataVector();
        FieldVector copied = target.getDataVector();
        if (isPlain(values)) {
            blocks((BaseFixedWidthVector) values, size, rows, count, (BaseFixedWidthVector) copied);
            return;
        }
        int[] elements = new int[Math.multiplyExact(size, count)];
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = number(Math.multiplyExact(rows[i], size), size, elements, end);
        }
        fill(values, elements, end, copied);
    }

    private static boolean isPlain(FieldVector values) {
        return values instanceof BaseFixedWidthVector && !(values instanceof BitVector) && values.getNullCount() == 0;
    }

    /** Values that lie in blocks of one size, such as embeddings. */
    private static void blocks(
            BaseFixedWidthVector source, int size, int[] rows, int count, BaseFixedWidthVector target) {
        int all = Math.multiplyExact(size, count);
        target.allocateNew(all);
        int width = Math.multiplyExact(size, source.getTypeWidth());
        copy(Buffers.data(source, used(rows, count), width), width, rows, count, target.getDataBufferAddress());
        Bits.fill(all, target.getValidityBufferAddress());
        target.setValueCount(all);
    }

    private static void structs(StructVector source, int[] rows, int count, StructVector target) {
        target.setInitialCapacity(count);
        target.allocateNew();
        validity(source, rows, count, target.getValidityBufferAddress());
        List<FieldVector> children = source.getChildrenFromFields();
        List<FieldVector> copied = target.getChildrenFromFields();
        for (int c = 0; c < children.size(); c++) {
            fill(children.get(c), rows, count, copied.get(c));
        }
    }

    /** Writes consecutive numbers to an array, and gives the place after them. */
    private static int number(int first, int length, int[] numbers, int at) {
        for (int i = 0; i < length; i++) {
            numbers[at + i] = first + i;
        }
        return at + length;
    }

    private static void validity(FieldVector source, int[] rows, int count, long target) {
        if (source.getNullCount() == 0) {
            Bits.fill(count, target);
        } else {
            Bits.gather(Buffers.validity(source, used(rows, count)), rows, count, target);
        }
    }

    private static void runs(FieldVector source, int[] rows, int count, FieldVector target) {
        target.allocateNew();
        VectorAppender appender = new VectorAppender(target);
        for (int i = 0; i < count; ) {
            int end = i + 1;
            while (end < count && rows[end] == rows[end - 1] + 1) {
                end++;
            }
            TransferPair pair = source.getTransferPair(source.getField(), source.getAllocator());
            try (FieldVector run = (FieldVector) pair.getTo()) {
                pair.splitAndTransfer(rows[i], end - i);
                run.accept(appender, null);
            }
            i = end;
        }
    }
}
