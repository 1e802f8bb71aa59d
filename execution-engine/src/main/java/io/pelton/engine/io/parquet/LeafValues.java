// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampSecTZVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** Writes the values of one leaf vector, in Parquet's form. */
@FunctionalInterface
interface LeafValues {
    int MILLIS_PER_DAY = 86_400_000;

    /** Writes a value that is not null. */
    void write(int index, int repetition);

    /** What stores the values of an extension type; any other vector is its own. */
    static ValueVector unwrap(ValueVector vector) {
        return vector instanceof ExtensionTypeVector ? ((ExtensionTypeVector<?>) vector).getUnderlyingVector() : vector;
    }

    /**
     * How to write a vector's values to a column.
     *
     * @param d the definition level of a value that is there
     */
    static LeafValues of(ValueVector vector, ColumnWriter w, int d) {
        ValueVector leaf = unwrap(vector);
        LeafValues number = number(leaf, w, d);
        if (number != null) {
            return number;
        }
        LeafValues time = time(leaf, w, d);
        if (time != null) {
            return time;
        }
        LeafValues bytes = bytes(leaf, w, d);
        if (bytes != null) {
            return bytes;
        }
        throw new IllegalStateException("no way to write " + leaf.getField());
    }

    private static @Nullable LeafValues number(ValueVector leaf, ColumnWriter w, int d) {
        if (leaf instanceof TinyIntVector) {
            TinyIntVector v = (TinyIntVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof SmallIntVector) {
            SmallIntVector v = (SmallIntVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof IntVector) {
            IntVector v = (IntVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof BigIntVector) {
            BigIntVector v = (BigIntVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof UInt1Vector) {
            UInt1Vector v = (UInt1Vector) leaf;
            return (i, r) -> w.write(v.get(i) & 0xff, r, d);
        }
        if (leaf instanceof UInt2Vector) {
            UInt2Vector v = (UInt2Vector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof UInt4Vector) {
            UInt4Vector v = (UInt4Vector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof UInt8Vector) {
            UInt8Vector v = (UInt8Vector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof Float4Vector) {
            Float4Vector v = (Float4Vector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof Float8Vector) {
            Float8Vector v = (Float8Vector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof BitVector) {
            BitVector v = (BitVector) leaf;
            return (i, r) -> w.write(v.get(i) != 0, r, d);
        }
        return null;
    }

    private static @Nullable LeafValues time(ValueVector leaf, ColumnWriter w, int d) {
        if (leaf instanceof DateDayVector) {
            DateDayVector v = (DateDayVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof DateMilliVector) {
            DateMilliVector v = (DateMilliVector) leaf;
            return (i, r) -> w.write(Math.toIntExact(Math.floorDiv(v.get(i), MILLIS_PER_DAY)), r, d);
        }
        if (leaf instanceof TimeSecVector) {
            TimeSecVector v = (TimeSecVector) leaf;
            return (i, r) -> w.write(v.get(i) * 1000, r, d);
        }
        if (leaf instanceof TimeMilliVector) {
            TimeMilliVector v = (TimeMilliVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof TimeMicroVector) {
            TimeMicroVector v = (TimeMicroVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof TimeNanoVector) {
            TimeNanoVector v = (TimeNanoVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof TimeStampSecVector) {
            TimeStampSecVector v = (TimeStampSecVector) leaf;
            return (i, r) -> w.write(Math.multiplyExact(v.get(i), 1000L), r, d);
        }
        if (leaf instanceof TimeStampSecTZVector) {
            TimeStampSecTZVector v = (TimeStampSecTZVector) leaf;
            return (i, r) -> w.write(Math.multiplyExact(v.get(i), 1000L), r, d);
        }
        if (leaf instanceof TimeStampVector) {
            TimeStampVector v = (TimeStampVector) leaf;
            return (i, r) -> w.write(v.get(i), r, d);
        }
        if (leaf instanceof DurationVector) {
            DurationVector v = (DurationVector) leaf;
            return (i, r) -> w.write(DurationVector.get(v.getDataBuffer(), i), r, d);
        }
        return null;
    }

    private static @Nullable LeafValues bytes(ValueVector leaf, ColumnWriter w, int d) {
        if (leaf instanceof VarCharVector || leaf instanceof VarBinaryVector) {
            BaseVariableWidthVector v = (BaseVariableWidthVector) leaf;
            ReusedBytes bytes = new ReusedBytes(v.getDataBuffer());
            return (i, r) -> w.write(bytes.of(v.getStartOffset(i), v.getEndOffset(i)), r, d);
        }
        if (leaf instanceof LargeVarCharVector) {
            LargeVarCharVector v = (LargeVarCharVector) leaf;
            return (i, r) -> w.write(Binary.fromConstantByteArray(v.get(i)), r, d);
        }
        if (leaf instanceof LargeVarBinaryVector) {
            LargeVarBinaryVector v = (LargeVarBinaryVector) leaf;
            return (i, r) -> w.write(Binary.fromConstantByteArray(v.get(i)), r, d);
        }
        if (leaf instanceof ViewVarCharVector) {
            ViewVarCharVector v = (ViewVarCharVector) leaf;
            return (i, r) -> w.write(Binary.fromConstantByteArray(v.get(i)), r, d);
        }
        if (leaf instanceof ViewVarBinaryVector) {
            ViewVarBinaryVector v = (ViewVarBinaryVector) leaf;
            return (i, r) -> w.write(Binary.fromConstantByteArray(v.get(i)), r, d);
        }
        if (leaf instanceof FixedSizeBinaryVector) {
            FixedSizeBinaryVector v = (FixedSizeBinaryVector) leaf;
            return (i, r) -> w.write(Binary.fromConstantByteArray(v.get(i)), r, d);
        }
        if (leaf instanceof Float2Vector) {
            ArrowBuf data = leaf.getDataBuffer();
            return (i, r) -> {
                byte[] half = {data.getByte(i * 2L), data.getByte(i * 2L + 1)};
                w.write(Binary.fromConstantByteArray(half), r, d);
            };
        }
        if (leaf instanceof DecimalVector) {
            return decimal(leaf.getDataBuffer(), DecimalVector.TYPE_WIDTH, ((DecimalVector) leaf).getPrecision(), w, d);
        }
        if (leaf instanceof Decimal256Vector) {
            return decimal(
                    leaf.getDataBuffer(), Decimal256Vector.TYPE_WIDTH, ((Decimal256Vector) leaf).getPrecision(), w, d);
        }
        if (leaf instanceof NullVector) {
            return (i, r) -> w.writeNull(r, d - 1);
        }
        return null;
    }

    private static LeafValues decimal(ArrowBuf data, int width, int precision, ColumnWriter w, int d) {
        if (precision <= 9) {
            return (i, r) -> w.write(data.getInt((long) i * width), r, d);
        }
        if (precision <= 18) {
            return (i, r) -> w.write(data.getLong((long) i * width), r, d);
        }
        int length = ParquetSchemas.decimalBytes(precision);
        return (i, r) -> w.write(reversed(data, (long) i * width, length), r, d);
    }

    /** The bytes from a position in the opposite order: Arrow's decimals begin with the least byte, Parquet's with the greatest. */
    private static Binary reversed(ArrowBuf data, long position, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[length - 1 - i] = data.getByte(position + i);
        }
        return Binary.fromConstantByteArray(bytes);
    }
}
