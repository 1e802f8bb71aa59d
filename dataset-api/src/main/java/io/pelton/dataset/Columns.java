// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.util.List;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes down column types, for code that gives columns of its own. All columns are nullable. */
public final class Columns {
    private Columns() {}

    /** A schema of columns. */
    public static Schema schema(Field... columns) {
        return new Schema(List.of(columns));
    }

    /** True or false. */
    public static Field bool(String name) {
        return of(name, ArrowType.Bool.INSTANCE);
    }

    /** 32-bit integers. */
    public static Field int32(String name) {
        return of(name, new ArrowType.Int(32, true));
    }

    /** 64-bit integers. */
    public static Field int64(String name) {
        return of(name, new ArrowType.Int(64, true));
    }

    /** Single-precision floats. */
    public static Field float32(String name) {
        return of(name, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
    }

    /** Double-precision floats. */
    public static Field float64(String name) {
        return of(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
    }

    /** Text in UTF-8. */
    public static Field string(String name) {
        return of(name, ArrowType.Utf8.INSTANCE);
    }

    /** Bytes. */
    public static Field binary(String name) {
        return of(name, ArrowType.Binary.INSTANCE);
    }

    /** Days. */
    public static Field date(String name) {
        return of(name, new ArrowType.Date(DateUnit.DAY));
    }

    /** Instants, in microseconds of UTC. */
    public static Field timestamp(String name) {
        return of(name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
    }

    /** Exact numbers. */
    public static Field decimal(String name, int precision, int scale) {
        return of(name, new ArrowType.Decimal(precision, scale, precision <= 38 ? 128 : 256));
    }

    /** Lists of any length of what {@code element} says, whose name does not matter. */
    public static Field list(String name, Field element) {
        Field child = new Field(ListVector.DATA_VECTOR_NAME, element.getFieldType(), element.getChildren());
        return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(child));
    }

    /** Vectors of {@code length} single-precision floats, such as embeddings. */
    public static Field vector(String name, int length) {
        Field child = new Field(
                ListVector.DATA_VECTOR_NAME,
                new FieldType(false, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), null),
                null);
        return new Field(name, FieldType.nullable(new ArrowType.FixedSizeList(length)), List.of(child));
    }

    /** Groups of named columns. */
    public static Field struct(String name, Field... members) {
        return new Field(name, FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(members));
    }

    private static Field of(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), null);
    }
}
