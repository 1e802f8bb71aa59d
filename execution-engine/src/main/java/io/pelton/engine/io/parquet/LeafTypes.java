// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.parquet.LeafType.Conversion;
import io.pelton.engine.io.parquet.LeafType.Form;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** From the type of a primitive column in a footer to the Arrow type it is read as. */
final class LeafTypes {
    private static final int MAX_DECIMAL128 = 38;
    private static final int MAX_DECIMAL256 = 76;

    private LeafTypes() {}

    static LeafType of(SchemaElement element) {
        Type type = element.getType();
        if (type == null) {
            throw new DamagedFileException("column '" + element.getName() + "' has no type");
        }
        LogicalType logical = element.getLogicalType();
        if (logical != null && logical.isSetUNKNOWN()) {
            return new LeafType(type, storedBytes(element), ArrowType.Null.INSTANCE, Form.NOTHING, 0, Conversion.NONE);
        }
        return switch (type) {
            case BOOLEAN -> new LeafType(type, 0, ArrowType.Bool.INSTANCE, Form.BITS, 0, Conversion.NONE);
            case INT32 -> ofInt32(element);
            case INT64 -> ofInt64(element);
            case INT96 ->
                new LeafType(
                        type,
                        12,
                        new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.NANOSECOND, null),
                        Form.FIXED,
                        8,
                        Conversion.INT96);
            case FLOAT -> LeafType.same(type, 4, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
            case DOUBLE -> LeafType.same(type, 8, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
            case BYTE_ARRAY -> ofBinary(element);
            case FIXED_LEN_BYTE_ARRAY -> ofFixed(element);
        };
    }

    private static int storedBytes(SchemaElement element) {
        return switch (element.getType()) {
            case BOOLEAN -> 0;
            case INT32, FLOAT -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case BYTE_ARRAY -> -1;
            case FIXED_LEN_BYTE_ARRAY -> fixedLength(element);
        };
    }

    private static int fixedLength(SchemaElement element) {
        int length = element.getType_length();
        if (!element.isSetType_length() || length < 1) {
            throw new DamagedFileException("column '" + element.getName() + "' has values of " + length + " bytes");
        }
        return length;
    }

    private static LeafType ofInt32(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        ArrowType decimal = decimal(element);
        if (decimal != null) {
            return new LeafType(Type.INT32, 4, decimal, Form.FIXED, decimalBytes(decimal), Conversion.WIDEN);
        }
        if (logical != null && logical.isSetDATE() || logical == null && converted == ConvertedType.DATE) {
            return LeafType.same(Type.INT32, 4, new ArrowType.Date(DateUnit.DAY));
        }
        if (logical != null && logical.isSetTIME() || logical == null && converted == ConvertedType.TIME_MILLIS) {
            return LeafType.same(
                    Type.INT32, 4, new ArrowType.Time(org.apache.arrow.vector.types.TimeUnit.MILLISECOND, 32));
        }
        ArrowType.Int type = integer(logical, converted, 32);
        int bytes = type.getBitWidth() / 8;
        return new LeafType(Type.INT32, 4, type, Form.FIXED, bytes, bytes == 4 ? Conversion.NONE : Conversion.NARROW);
    }

    private static LeafType ofInt64(SchemaElement element) {
        ArrowType decimal = decimal(element);
        if (decimal != null) {
            return new LeafType(Type.INT64, 8, decimal, Form.FIXED, decimalBytes(decimal), Conversion.WIDEN);
        }
        return LeafType.same(Type.INT64, 8, int64(element.getLogicalType(), element.getConverted_type()));
    }

    private static ArrowType int64(@Nullable LogicalType logical, @Nullable ConvertedType converted) {
        if (logical != null) {
            if (logical.isSetTIMESTAMP()) {
                return new ArrowType.Timestamp(
                        unit(logical.getTIMESTAMP().getUnit()),
                        logical.getTIMESTAMP().isIsAdjustedToUTC() ? "UTC" : null);
            }
            if (logical.isSetTIME()) {
                return new ArrowType.Time(unit(logical.getTIME().getUnit()), 64);
            }
        } else if (converted == ConvertedType.TIMESTAMP_MILLIS) {
            return new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.MILLISECOND, "UTC");
        } else if (converted == ConvertedType.TIMESTAMP_MICROS) {
            return new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.MICROSECOND, "UTC");
        } else if (converted == ConvertedType.TIME_MICROS) {
            return new ArrowType.Time(org.apache.arrow.vector.types.TimeUnit.MICROSECOND, 64);
        }
        return integer(logical, converted, 64);
    }

    private static org.apache.arrow.vector.types.TimeUnit unit(TimeUnit unit) {
        if (unit.isSetMILLIS()) {
            return org.apache.arrow.vector.types.TimeUnit.MILLISECOND;
        }
        return unit.isSetMICROS()
                ? org.apache.arrow.vector.types.TimeUnit.MICROSECOND
                : org.apache.arrow.vector.types.TimeUnit.NANOSECOND;
    }

    private static ArrowType.Int integer(
            @Nullable LogicalType logical, @Nullable ConvertedType converted, int storedBits) {
        if (logical != null && logical.isSetINTEGER()) {
            IntType type = logical.getINTEGER();
            return intOf(type.getBitWidth(), type.isIsSigned(), storedBits);
        }
        if (converted == null) {
            return new ArrowType.Int(storedBits, true);
        }
        return switch (converted) {
            case INT_8 -> intOf(8, true, storedBits);
            case INT_16 -> intOf(16, true, storedBits);
            case UINT_8 -> intOf(8, false, storedBits);
            case UINT_16 -> intOf(16, false, storedBits);
            case UINT_32 -> intOf(32, false, storedBits);
            case UINT_64 -> intOf(64, false, storedBits);
            default -> new ArrowType.Int(storedBits, true);
        };
    }

    private static ArrowType.Int intOf(int bits, boolean signed, int storedBits) {
        boolean fits = storedBits == 64 ? bits == 64 : bits == 8 || bits == 16 || bits == 32;
        if (!fits) {
            throw new DamagedFileException("integers of " + bits + " bits stored in " + storedBits);
        }
        return new ArrowType.Int(bits, signed);
    }

    private static LeafType ofBinary(SchemaElement element) {
        ArrowType decimal = decimal(element);
        if (decimal != null) {
            return new LeafType(Type.BYTE_ARRAY, -1, decimal, Form.FIXED, decimalBytes(decimal), Conversion.REVERSE);
        }
        LogicalType logical = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        boolean text = logical != null
                ? logical.isSetSTRING() || logical.isSetENUM() || logical.isSetJSON()
                : converted == ConvertedType.UTF8 || converted == ConvertedType.ENUM || converted == ConvertedType.JSON;
        ArrowType type = text ? ArrowType.Utf8.INSTANCE : ArrowType.Binary.INSTANCE;
        return new LeafType(Type.BYTE_ARRAY, -1, type, Form.VARIABLE, 0, Conversion.NONE);
    }

    private static LeafType ofFixed(SchemaElement element) {
        int length = fixedLength(element);
        ArrowType decimal = decimal(element);
        if (decimal != null) {
            return new LeafType(
                    Type.FIXED_LEN_BYTE_ARRAY, length, decimal, Form.FIXED, decimalBytes(decimal), Conversion.REVERSE);
        }
        LogicalType logical = element.getLogicalType();
        if (logical != null && logical.isSetFLOAT16() && length == 2) {
            return LeafType.same(
                    Type.FIXED_LEN_BYTE_ARRAY, 2, new ArrowType.FloatingPoint(FloatingPointPrecision.HALF));
        }
        return LeafType.same(Type.FIXED_LEN_BYTE_ARRAY, length, new ArrowType.FixedSizeBinary(length));
    }

    private static @Nullable ArrowType decimal(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        int precision = element.getPrecision();
        int scale = element.getScale();
        if (logical != null) {
            if (!logical.isSetDECIMAL()) {
                return null;
            }
            DecimalType type = logical.getDECIMAL();
            precision = type.getPrecision();
            scale = type.getScale();
        } else if (element.getConverted_type() != ConvertedType.DECIMAL) {
            return null;
        }
        if (precision < 1 || scale < 0 || scale > precision) {
            throw new DamagedFileException(
                    "column '" + element.getName() + "' is decimal(" + precision + ", " + scale + ")");
        }
        if (precision > MAX_DECIMAL256) {
            throw new DamagedFileException("column '" + element.getName() + "' of " + precision
                    + " decimal digits where at most " + MAX_DECIMAL256 + " can be");
        }
        return new ArrowType.Decimal(precision, scale, precision > MAX_DECIMAL128 ? 256 : 128);
    }

    private static int decimalBytes(ArrowType decimal) {
        return ((ArrowType.Decimal) decimal).getBitWidth() / 8;
    }
}
