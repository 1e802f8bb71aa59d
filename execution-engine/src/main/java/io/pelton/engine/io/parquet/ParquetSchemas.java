// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.float16Type;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.listType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.mapType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timeType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.unknownType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REPEATED;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import io.pelton.dataset.PeltonException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The Parquet schema that holds the values of an Arrow schema. */
final class ParquetSchemas {
    private ParquetSchemas() {}

    /**
     * The schema of a file for rows of an Arrow schema. Lists and maps have the three levels that the format asks for.
     *
     * @throws PeltonException of kind USER for a type that Parquet has no place for
     */
    static MessageType of(Schema schema) {
        if (schema.getFields().isEmpty()) {
            throw PeltonException.user(
                    "Cannot write Parquet: expected at least one column but found none. Select a column to write.");
        }
        requireDistinct(schema.getFields(), "");
        List<Type> columns = new ArrayList<>();
        for (Field field : schema.getFields()) {
            columns.add(type(field, field.getName(), field.getName()));
        }
        return new MessageType("schema", columns);
    }

    private static void requireDistinct(List<Field> fields, String prefix) {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.getName())) {
                throw refused(prefix + field.getName(), "there are two of that name", "Rename one or drop it");
            }
        }
    }

    /** The type whose values a field's vectors hold: its own, or what an extension type stores. */
    static ArrowType storage(Field field) {
        ArrowType type = field.getType();
        return type instanceof ArrowType.ExtensionType ? ((ArrowType.ExtensionType) type).storageType() : type;
    }

    private static Type type(Field field, String name, String path) {
        if (field.getDictionary() != null) {
            throw refused(
                    path,
                    "it holds indices into an Arrow dictionary, which a batch does not carry",
                    "Decode it first, with DictionaryEncoder.decode");
        }
        Repetition repetition = field.isNullable() ? OPTIONAL : REQUIRED;
        ArrowType type = storage(field);
        switch (type.getTypeID()) {
            case Struct:
                return struct(field, repetition, name, path);
            case List:
            case LargeList:
            case FixedSizeList:
                Field item = field.getChildren().get(0);
                Type element = type(item, "element", path + ".element");
                return Types.buildGroup(repetition)
                        .addField(new GroupType(REPEATED, "list", List.of(element)))
                        .as(listType())
                        .named(name);
            case Map:
                return map(field, repetition, name, path);
            default:
                return primitive(type, repetition, name, path);
        }
    }

    private static Type struct(Field field, Repetition repetition, String name, String path) {
        requireDistinct(field.getChildren(), path + ".");
        List<Type> children = new ArrayList<>();
        for (Field child : field.getChildren()) {
            children.add(type(child, child.getName(), path + "." + child.getName()));
        }
        if (children.isEmpty()) {
            throw refused(path, "it is a struct without fields", "Drop it, or give it a field");
        }
        return new GroupType(repetition, name, children);
    }

    private static Type map(Field field, Repetition repetition, String name, String path) {
        List<Field> entry = field.getChildren().get(0).getChildren();
        Field key = entry.get(0);
        Field required =
                new Field(key.getName(), new FieldType(false, key.getType(), key.getDictionary()), key.getChildren());
        Type keyType = type(required, "key", path + ".key");
        Type valueType = type(entry.get(1), "value", path + ".value");
        return Types.buildGroup(repetition)
                .addField(new GroupType(REPEATED, "key_value", List.of(keyType, valueType)))
                .as(mapType())
                .named(name);
    }

    private static Type primitive(ArrowType type, Repetition repetition, String name, String path) {
        switch (type.getTypeID()) {
            case Null:
                return of(INT32, OPTIONAL, name, unknownType());
            case Int:
                return integer((ArrowType.Int) type, repetition, name);
            case FloatingPoint:
                return floating(((ArrowType.FloatingPoint) type).getPrecision(), repetition, name);
            case Bool:
                return Types.primitive(BOOLEAN, repetition).named(name);
            case Utf8:
            case LargeUtf8:
            case Utf8View:
                return of(BINARY, repetition, name, stringType());
            case Binary:
            case LargeBinary:
            case BinaryView:
                return Types.primitive(BINARY, repetition).named(name);
            case FixedSizeBinary:
                return fixed(((ArrowType.FixedSizeBinary) type).getByteWidth(), repetition)
                        .named(name);
            case Decimal:
                return decimal((ArrowType.Decimal) type, repetition, name, path);
            case Date:
                return of(INT32, repetition, name, dateType());
            case Time:
                return time(((ArrowType.Time) type).getUnit(), repetition, name);
            case Timestamp:
                ArrowType.Timestamp timestamp = (ArrowType.Timestamp) type;
                boolean isUtc = timestamp.getTimezone() != null;
                return of(INT64, repetition, name, timestampType(isUtc, unit(timestamp.getUnit())));
            case Duration:
                return Types.primitive(INT64, repetition).named(name);
            default:
                throw refused(path, "it holds " + type + ", which Parquet cannot", "Cast it or drop it");
        }
    }

    private static Type integer(ArrowType.Int type, Repetition repetition, String name) {
        PrimitiveTypeName physical = type.getBitWidth() == 64 ? INT64 : INT32;
        if (type.getIsSigned() && type.getBitWidth() >= 32) {
            return Types.primitive(physical, repetition).named(name);
        }
        return of(physical, repetition, name, intType(type.getBitWidth(), type.getIsSigned()));
    }

    /** The new total order is parquet-mr's default, but most readers know only the old one and ignore bounds of another. */
    private static Type floating(FloatingPointPrecision precision, Repetition repetition, String name) {
        ColumnOrder order = ColumnOrder.typeDefined();
        return switch (precision) {
            case HALF ->
                fixed(2, repetition).as(float16Type()).columnOrder(order).named(name);
            case SINGLE -> Types.primitive(FLOAT, repetition).columnOrder(order).named(name);
            case DOUBLE ->
                Types.primitive(DOUBLE, repetition).columnOrder(order).named(name);
        };
    }

    private static Type decimal(ArrowType.Decimal type, Repetition repetition, String name, String path) {
        int precision = type.getPrecision();
        if (type.getScale() < 0 || type.getScale() > precision) {
            throw refused(
                    path,
                    "it is a decimal of precision " + precision + " and scale " + type.getScale(),
                    "Cast it to a scale from 0 to its precision");
        }
        LogicalTypeAnnotation decimal = decimalType(type.getScale(), precision);
        if (precision <= 18) {
            return of(precision <= 9 ? INT32 : INT64, repetition, name, decimal);
        }
        return fixed(decimalBytes(precision), repetition).as(decimal).named(name);
    }

    /** The least bytes that hold every signed decimal of a precision. */
    static int decimalBytes(int precision) {
        return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / 8 + 1;
    }

    private static Type time(TimeUnit unit, Repetition repetition, String name) {
        boolean isInt = unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND;
        return of(isInt ? INT32 : INT64, repetition, name, timeType(false, unit(unit)));
    }

    /** Parquet has no seconds: they are written as milliseconds. */
    private static LogicalTypeAnnotation.TimeUnit unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND, MILLISECOND -> LogicalTypeAnnotation.TimeUnit.MILLIS;
            case MICROSECOND -> LogicalTypeAnnotation.TimeUnit.MICROS;
            case NANOSECOND -> LogicalTypeAnnotation.TimeUnit.NANOS;
        };
    }

    private static Types.PrimitiveBuilder<PrimitiveType> fixed(int bytes, Repetition repetition) {
        return Types.primitive(FIXED_LEN_BYTE_ARRAY, repetition).length(bytes);
    }

    private static Type of(
            PrimitiveTypeName physical, Repetition repetition, String name, LogicalTypeAnnotation logical) {
        return Types.primitive(physical, repetition).as(logical).named(name);
    }

    private static PeltonException refused(String path, String found, String cure) {
        return PeltonException.user("Cannot write column '" + path + "' to Parquet: " + found + ". " + cure + ".");
    }
}
