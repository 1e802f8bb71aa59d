// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Reads columns of batches into lanes. */
final class Columns {
    private Columns() {}

    private interface Load<L extends Lane> {
        void load(FieldVector vector, int rows, L lane, boolean @Nullable [] counts);
    }

    /** A kernel that reads the column at a position. */
    private record Read<L extends Lane>(int index, L lane, Load<L> load, boolean canFail) implements Kernel<L> {
        @Override
        public L eval(RecordBatch input, boolean @Nullable [] counts) {
            int rows = input.rowCount();
            FieldVector vector = input.column(index);
            lane.ensure(rows);
            loadNulls(vector, rows, lane);
            load.load(vector, rows, lane, counts);
            return lane;
        }
    }

    /** Whether a column is null, whatever it holds. */
    static Kernel<BoolLane> isNull(int index) {
        BoolLane nulls = new BoolLane();
        return new Read<>(
                index,
                new BoolLane(),
                (vector, rows, lane, counts) -> {
                    nulls.ensure(rows);
                    loadNulls(vector, rows, nulls);
                    for (int i = 0; i < rows; i++) {
                        lane.values[i] = nulls.anyNull && nulls.nulls[i];
                    }
                    lane.anyNull = false;
                },
                false);
    }

    /** A kernel for the values of a column, by its type. */
    static Kernel<? extends Lane> of(int index, Field field) {
        ArrowType type = field.getType();
        switch (type.getTypeID()) {
            case Int:
                return integer(index, field.getName(), (ArrowType.Int) type);
            case Date:
            case Time:
            case Timestamp:
                return new Read<>(index, new LongLane(), Columns::signed, false);
            case FloatingPoint:
                return new Read<>(index, new DoubleLane(), Columns::floating, false);
            case Bool:
                return new Read<>(index, new BoolLane(), Columns::bits, false);
            case Decimal:
                return new Read<>(index, new DecimalLane(), Columns::decimals, false);
            case Utf8:
            case Binary:
                return new Read<>(index, new BytesLane(), Columns::bytes, false);
            case LargeUtf8:
            case LargeBinary:
                return new Read<>(index, new BytesLane(), Columns::largeBytes, false);
            case Utf8View:
            case BinaryView:
            case FixedSizeBinary:
                return new Read<>(index, new BytesLane(), Columns::otherBytes, false);
            default:
                throw new IllegalArgumentException("no values of type " + type);
        }
    }

    private static Kernel<LongLane> integer(int index, String name, ArrowType.Int type) {
        if (type.getIsSigned()) {
            return new Read<>(index, new LongLane(), Columns::signed, false);
        }
        if (type.getBitWidth() < 64) {
            return new Read<>(index, new LongLane(), Columns::unsigned, false);
        }
        return new Read<>(
                index,
                new LongLane(),
                (vector, rows, lane, counts) -> {
                    signed(vector, rows, lane, counts);
                    for (int i = 0; i < rows; i++) {
                        if (lane.values[i] < 0 && !lane.isNull(i) && (counts == null || counts[i])) {
                            throw PeltonException.user("Cannot compute with column '" + name + "': expected at most "
                                    + Long.MAX_VALUE + " but found " + Long.toUnsignedString(lane.values[i])
                                    + where(rows, i) + ". Filter such rows out first.");
                        }
                    }
                },
                true);
    }

    /** Which row of a batch is meant, unless there is only one. */
    static String where(int rows, int row) {
        return rows == 1 ? "" : " in row " + row + " of the batch";
    }

    private static void loadNulls(FieldVector vector, int rows, Lane lane) {
        lane.anyNull = vector.getNullCount() > 0;
        if (!lane.anyNull) {
            return;
        }
        boolean[] nulls = lane.nulls;
        if (vector instanceof BaseFixedWidthVector || vector instanceof BaseVariableWidthVector) {
            long address = Buffers.validity(vector, rows);
            for (int i = 0; i < rows; i++) {
                nulls[i] = !Bits.get(address, i);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                nulls[i] = vector.isNull(i);
            }
        }
    }

    private static void signed(FieldVector vector, int rows, LongLane lane, boolean @Nullable [] counts) {
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        long address = Buffers.data(vector, rows, width);
        long[] out = lane.values;
        switch (width) {
            case 8 -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = MemoryUtil.getLong(address + 8L * i);
                }
            }
            case 4 -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = MemoryUtil.getInt(address + 4L * i);
                }
            }
            case 2 -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = MemoryUtil.getShort(address + 2L * i);
                }
            }
            default -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = MemoryUtil.getByte(address + i);
                }
            }
        }
    }

    private static void unsigned(FieldVector vector, int rows, LongLane lane, boolean @Nullable [] counts) {
        signed(vector, rows, lane, counts);
        long mask = (1L << (8 * ((BaseFixedWidthVector) vector).getTypeWidth())) - 1;
        for (int i = 0; i < rows; i++) {
            lane.values[i] &= mask;
        }
    }

    private static void floating(FieldVector vector, int rows, DoubleLane lane, boolean @Nullable [] counts) {
        double[] out = lane.values;
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        long address = Buffers.data(vector, rows, width);
        switch (width) {
            case 8 -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = Double.longBitsToDouble(MemoryUtil.getLong(address + 8L * i));
                }
            }
            case 4 -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = Float.intBitsToFloat(MemoryUtil.getInt(address + 4L * i));
                }
            }
            default -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = lane.isNull(i) ? 0 : ((Float2Vector) vector).getValueAsFloat(i);
                }
            }
        }
    }

    private static void bits(FieldVector vector, int rows, BoolLane lane, boolean @Nullable [] counts) {
        long address = Buffers.bits(vector, rows);
        for (int i = 0; i < rows; i++) {
            lane.values[i] = Bits.get(address, i);
        }
    }

    private static void decimals(FieldVector vector, int rows, DecimalLane lane, boolean @Nullable [] counts) {
        for (int i = 0; i < rows; i++) {
            if (lane.isNull(i)) {
                continue;
            }
            lane.values[i] = vector instanceof DecimalVector
                    ? ((DecimalVector) vector).getObjectNotNull(i)
                    : java.util.Objects.requireNonNull(((Decimal256Vector) vector).getObject(i));
        }
    }

    private static void bytes(FieldVector vector, int rows, BytesLane lane, boolean @Nullable [] counts) {
        if (rows == 0) {
            return;
        }
        long offsets = Buffers.offsets(vector, rows, 4);
        int first = MemoryUtil.getInt(offsets);
        int length = MemoryUtil.getInt(offsets + 4L * rows) - first;
        lane.ensureBytes(length);
        vector.getDataBuffer().getBytes(first, lane.bytes, 0, length);
        for (int i = 0; i < rows; i++) {
            lane.from[i] = MemoryUtil.getInt(offsets + 4L * i) - first;
            lane.to[i] = MemoryUtil.getInt(offsets + 4L * i + 4) - first;
        }
    }

    private static void largeBytes(FieldVector vector, int rows, BytesLane lane, boolean @Nullable [] counts) {
        if (rows == 0) {
            return;
        }
        long offsets = Buffers.offsets(vector, rows, 8);
        long first = MemoryUtil.getLong(offsets);
        long length = MemoryUtil.getLong(offsets + 8L * rows) - first;
        lane.ensureBytes(length);
        vector.getDataBuffer().getBytes(first, lane.bytes, 0, (int) length);
        for (int i = 0; i < rows; i++) {
            lane.from[i] = (int) (MemoryUtil.getLong(offsets + 8L * i) - first);
            lane.to[i] = (int) (MemoryUtil.getLong(offsets + 8L * i + 8) - first);
        }
    }

    private static void otherBytes(FieldVector vector, int rows, BytesLane lane, boolean @Nullable [] counts) {
        lane.restart();
        for (int i = 0; i < rows; i++) {
            lane.begin(i);
            if (!lane.isNull(i)) {
                byte[] value = vector instanceof FixedSizeBinaryVector
                        ? ((FixedSizeBinaryVector) vector).get(i)
                        : viewBytes(vector.getObject(i));
                lane.append(i, value, 0, value.length);
            }
        }
    }

    private static byte[] viewBytes(Object value) {
        return value instanceof byte[] ? (byte[]) value : value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
