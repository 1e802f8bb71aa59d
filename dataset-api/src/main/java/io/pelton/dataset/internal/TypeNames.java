// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Arrow types as people write them: {@code int64}, {@code list<float32>}, {@code timestamp[us, UTC]}. */
public final class TypeNames {
    private TypeNames() {}

    /** A column's type with what it is made of. */
    public static String of(Field field) {
        List<Field> children = field.getChildren();
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Struct) {
            return children.stream()
                    .map(c -> c.getName() + ": " + of(c))
                    .collect(Collectors.joining(", ", "struct<", ">"));
        }
        if (type instanceof ArrowType.Map && children.size() == 1) {
            return children.get(0).getChildren().stream()
                    .map(TypeNames::of)
                    .collect(Collectors.joining(", ", "map<", ">"));
        }
        if (children.size() == 1) {
            String size = type instanceof ArrowType.FixedSizeList
                    ? "[" + ((ArrowType.FixedSizeList) type).getListSize() + "]"
                    : "";
            return "list<" + of(children.get(0)) + ">" + size;
        }
        return of(type);
    }

    /** A type without what it is made of. */
    public static String of(ArrowType type) {
        if (type instanceof ArrowType.Int) {
            ArrowType.Int i = (ArrowType.Int) type;
            return (i.getIsSigned() ? "int" : "uint") + i.getBitWidth();
        }
        if (type instanceof ArrowType.FloatingPoint) {
            return floating(((ArrowType.FloatingPoint) type).getPrecision());
        }
        if (type instanceof ArrowType.Decimal) {
            ArrowType.Decimal d = (ArrowType.Decimal) type;
            return "decimal(" + d.getPrecision() + ", " + d.getScale() + ")";
        }
        if (type instanceof ArrowType.Timestamp) {
            ArrowType.Timestamp t = (ArrowType.Timestamp) type;
            return "timestamp[" + unit(t.getUnit()) + (t.getTimezone() == null ? "" : ", " + t.getTimezone()) + "]";
        }
        if (type instanceof ArrowType.Time) {
            return "time[" + unit(((ArrowType.Time) type).getUnit()) + "]";
        }
        if (type instanceof ArrowType.Duration) {
            return "duration[" + unit(((ArrowType.Duration) type).getUnit()) + "]";
        }
        if (type instanceof ArrowType.FixedSizeBinary) {
            return "binary[" + ((ArrowType.FixedSizeBinary) type).getByteWidth() + "]";
        }
        return simple(type);
    }

    private static String simple(ArrowType type) {
        switch (type.getTypeID()) {
            case Utf8:
            case LargeUtf8:
            case Utf8View:
                return "string";
            case Binary:
            case LargeBinary:
            case BinaryView:
                return "binary";
            case FixedSizeList:
            case LargeList:
            case ListView:
            case LargeListView:
                return "list";
            default:
                return type.getTypeID().name().toLowerCase(Locale.ROOT);
        }
    }

    private static String floating(FloatingPointPrecision precision) {
        switch (precision) {
            case HALF:
                return "float16";
            case SINGLE:
                return "float32";
            case DOUBLE:
                return "float64";
        }
        throw new AssertionError(precision);
    }

    private static String unit(TimeUnit unit) {
        switch (unit) {
            case SECOND:
                return "s";
            case MILLISECOND:
                return "ms";
            case MICROSECOND:
                return "us";
            case NANOSECOND:
                return "ns";
        }
        throw new AssertionError(unit);
    }
}
