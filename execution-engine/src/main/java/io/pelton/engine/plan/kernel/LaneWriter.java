// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import java.math.BigDecimal;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.types.pojo.Field;

/** Writes lanes as Arrow vectors of the types that expressions give. */
final class LaneWriter {
    private LaneWriter() {}

    static FieldVector write(Lane lane, Field field, int rows, BufferAllocator allocator) {
        FieldVector vector = field.createVector(allocator);
        try {
            if (!(vector instanceof NullVector)) {
                fill(vector, lane, rows);
            }
            vector.setValueCount(rows);
            return vector;
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }

    private static void fill(FieldVector vector, Lane lane, int rows) {
        if (vector instanceof BaseVariableWidthVector) {
            bytes((BaseVariableWidthVector) vector, (BytesLane) lane, rows);
            return;
        }
        BaseFixedWidthVector fixed = (BaseFixedWidthVector) vector;
        fixed.allocateNew(rows);
        if (lane instanceof DecimalLane) {
            decimals(fixed, (DecimalLane) lane, rows);
            return;
        }
        long address = fixed.getDataBufferAddress();
        if (vector instanceof BitVector) {
            Bits.write(((BoolLane) lane).values, false, rows, address);
        } else if (lane instanceof DoubleLane) {
            doubles((DoubleLane) lane, rows, address);
        } else {
            longs((LongLane) lane, rows, fixed.getTypeWidth(), address);
        }
        validity(lane, rows, fixed.getValidityBufferAddress());
    }

    private static void doubles(DoubleLane lane, int rows, long address) {
        for (int i = 0; i < rows; i++) {
            MemoryUtil.putLong(address + 8L * i, Double.doubleToRawLongBits(lane.values[i]));
        }
    }

    private static void longs(LongLane lane, int rows, int width, long address) {
        for (int i = 0; i < rows; i++) {
            if (width == 8) {
                MemoryUtil.putLong(address + 8L * i, lane.values[i]);
            } else {
                MemoryUtil.putInt(address + 4L * i, (int) lane.values[i]);
            }
        }
    }

    private static void decimals(BaseFixedWidthVector vector, DecimalLane lane, int rows) {
        for (int i = 0; i < rows; i++) {
            if (lane.isNull(i)) {
                vector.setNull(i);
                continue;
            }
            BigDecimal value = lane.values[i];
            if (vector instanceof DecimalVector) {
                DecimalVector target = (DecimalVector) vector;
                target.set(i, value.setScale(target.getScale()));
            } else {
                Decimal256Vector target = (Decimal256Vector) vector;
                target.set(i, value.setScale(target.getScale()));
            }
        }
    }

    private static void bytes(BaseVariableWidthVector vector, BytesLane lane, int rows) {
        long total = 0;
        for (int i = 0; i < rows; i++) {
            total += lane.isNull(i) ? 0 : lane.length(i);
        }
        if (total > Integer.MAX_VALUE) {
            lane.ensureBytes(total);
        }
        vector.allocateNew(total, rows);
        long offsets = vector.getOffsetBufferAddress();
        long data = vector.getDataBufferAddress();
        int end = 0;
        MemoryUtil.putInt(offsets, 0);
        for (int i = 0; i < rows; i++) {
            int length = lane.isNull(i) ? 0 : lane.length(i);
            MemoryUtil.copyToMemory(lane.bytes, lane.from[i], data + end, length);
            end += length;
            MemoryUtil.putInt(offsets + 4L * i + 4, end);
        }
        validity(lane, rows, vector.getValidityBufferAddress());
        vector.setLastSet(rows - 1);
    }

    private static void validity(Lane lane, int rows, long address) {
        if (lane.anyNull) {
            Bits.write(lane.nulls, true, rows, address);
        } else {
            Bits.fill(rows, address);
        }
    }
}
