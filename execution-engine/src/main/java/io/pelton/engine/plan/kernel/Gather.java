// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorAppender;

/**
 * Copies some rows of a batch into a new one. Fixed-width values, strings and bytes, and fixed-size lists of fixed-width
 * values are copied value by value; all other types run by run, by Arrow's own appender.
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
            if (source instanceof BaseFixedWidthVector) {
                fixed((BaseFixedWidthVector) source, rows, count, (BaseFixedWidthVector) target);
            } else if (source instanceof BaseVariableWidthVector) {
                bytes((BaseVariableWidthVector) source, rows, count, (BaseVariableWidthVector) target);
            } else if (isBlock(source)) {
                blocks((FixedSizeListVector) source, rows, count, (FixedSizeListVector) target);
            } else {
                runs(source, rows, count, target);
            }
            target.setValueCount(count);
            return target;
        } catch (RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    private static void fixed(BaseFixedWidthVector source, int[] rows, int count, BaseFixedWidthVector target) {
        target.allocateNew(count);
        long from = source.getDataBufferAddress();
        long to = target.getDataBufferAddress();
        if (source instanceof BitVector) {
            Bits.gather(from, rows, count, to);
        } else {
            copy(from, source.getTypeWidth(), rows, count, to);
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
        ArrowBuf offsets = source.getOffsetBuffer();
        long sourceOffsets = offsets.memoryAddress();
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += length(sourceOffsets, rows[i]);
        }
        target.allocateNew(total, count);
        long from = source.getDataBufferAddress();
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

    private static int length(long offsets, int row) {
        return MemoryUtil.getInt(offsets + 4L * row + 4) - MemoryUtil.getInt(offsets + 4L * row);
    }

    private static boolean isBlock(FieldVector source) {
        if (!(source instanceof FixedSizeListVector)) {
            return false;
        }
        FieldVector values = ((FixedSizeListVector) source).getDataVector();
        return values instanceof BaseFixedWidthVector && !(values instanceof BitVector) && values.getNullCount() == 0;
    }

    /** Lists whose values lie in blocks of one size, such as embeddings. */
    private static void blocks(FixedSizeListVector source, int[] rows, int count, FixedSizeListVector target) {
        BaseFixedWidthVector values = (BaseFixedWidthVector) source.getDataVector();
        int size = source.getListSize();
        target.setInitialCapacity(count);
        target.allocateNew();
        BaseFixedWidthVector copied = (BaseFixedWidthVector) target.getDataVector();
        int all = Math.multiplyExact(size, count);
        copied.allocateNew(all);
        int width = Math.multiplyExact(size, values.getTypeWidth());
        copy(values.getDataBufferAddress(), width, rows, count, copied.getDataBufferAddress());
        Bits.fill(all, copied.getValidityBufferAddress());
        copied.setValueCount(all);
        validity(source, rows, count, target.getValidityBufferAddress());
    }

    private static void validity(FieldVector source, int[] rows, int count, long target) {
        if (source.getNullCount() == 0) {
            Bits.fill(count, target);
        } else {
            Bits.gather(source.getValidityBufferAddress(), rows, count, target);
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
