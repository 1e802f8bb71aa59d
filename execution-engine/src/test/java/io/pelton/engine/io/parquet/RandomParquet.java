// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Random schemas, rows and ways to write them, from a seed. */
final class RandomParquet {
    private static final CompressionCodecName[] CODECS = {
        CompressionCodecName.UNCOMPRESSED,
        CompressionCodecName.SNAPPY,
        CompressionCodecName.GZIP,
        CompressionCodecName.ZSTD,
        CompressionCodecName.LZ4_RAW
    };
    private static final int LEAF_KINDS = 34;

    private final Random random;
    private double nulls;
    private int distinct;

    RandomParquet(long seed) {
        this.random = new Random(seed);
    }

    /** One column of each primitive type, all with the same repetition. */
    static MessageType everyType(Repetition repetition) {
        List<Type> fields = new ArrayList<>();
        for (int kind = 0; kind < LEAF_KINDS; kind++) {
            fields.add(leaf(kind, repetition, "c" + kind));
        }
        return new MessageType("row", fields);
    }

    MessageType schema() {
        List<Type> fields = new ArrayList<>();
        int columns = 1 + random.nextInt(8);
        for (int i = 0; i < columns; i++) {
            fields.add(field("c" + i, 0));
        }
        return new MessageType("row", fields);
    }

    private Repetition repetition() {
        return random.nextInt(4) == 0 ? Repetition.REQUIRED : Repetition.OPTIONAL;
    }

    private Type field(String name, int depth) {
        int shape = depth >= 3 ? 0 : random.nextInt(10);
        return switch (shape) {
            case 0, 1, 2, 3, 4 -> leaf(random.nextInt(LEAF_KINDS), repetition(), name);
            case 5 -> group(repetition(), name, depth);
            case 6 ->
                random.nextBoolean()
                        ? leaf(random.nextInt(LEAF_KINDS), Repetition.REPEATED, name)
                        : group(Repetition.REPEATED, name, depth);
            case 7, 8 -> list(name, depth);
            default -> map(name, depth);
        };
    }

    private GroupType group(Repetition repetition, String name, int depth) {
        List<Type> fields = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            fields.add(field("f" + i, depth + 1));
        }
        return new GroupType(repetition, name, fields);
    }

    private Type list(String name, int depth) {
        Type repeated =
                switch (random.nextInt(5)) {
                    case 0 -> leaf(random.nextInt(LEAF_KINDS), Repetition.REPEATED, "element");
                    case 1 ->
                        new GroupType(
                                Repetition.REPEATED,
                                "element",
                                leaf(random.nextInt(LEAF_KINDS), repetition(), "x"),
                                leaf(random.nextInt(LEAF_KINDS), repetition(), "y"));
                    case 2 ->
                        new GroupType(
                                Repetition.REPEATED,
                                random.nextBoolean() ? "array" : name + "_tuple",
                                leaf(random.nextInt(LEAF_KINDS), repetition(), "only"));
                    default -> new GroupType(Repetition.REPEATED, "list", elementField(depth));
                };
        return Types.buildGroup(repetition())
                .as(LogicalTypeAnnotation.listType())
                .addField(repeated)
                .named(name);
    }

    private Type elementField(int depth) {
        Type element = field("element", depth + 1);
        return element.isRepetition(Repetition.REPEATED) ? leaf(3, Repetition.OPTIONAL, "element") : element;
    }

    private Type map(String name, int depth) {
        Type value = field("value", depth + 1);
        GroupType entry = new GroupType(
                Repetition.REPEATED, "key_value", leaf(random.nextInt(LEAF_KINDS), Repetition.REQUIRED, "key"), value);
        return Types.buildGroup(repetition())
                .as(LogicalTypeAnnotation.mapType())
                .addField(entry)
                .named(name);
    }

    private static Type leaf(int kind, Repetition repetition, String name) {
        return switch (kind) {
            case 0 -> Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
            case 1 -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
            case 2 -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
            case 3, 4 -> text(repetition, LogicalTypeAnnotation.stringType(), name);
            case 5 -> text(repetition, LogicalTypeAnnotation.enumType(), name);
            case 6 -> text(repetition, LogicalTypeAnnotation.jsonType(), name);
            case 7 -> Types.primitive(PrimitiveTypeName.BINARY, repetition).named(name);
            case 8 -> Types.primitive(PrimitiveTypeName.FLOAT, repetition).named(name);
            case 9 -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
            case 10 -> Types.primitive(PrimitiveTypeName.INT96, repetition).named(name);
            case 11 -> integer(8, true, repetition, name);
            case 12 -> integer(16, true, repetition, name);
            case 13 -> integer(32, true, repetition, name);
            case 14 -> integer(64, true, repetition, name);
            case 15 -> integer(8, false, repetition, name);
            case 16 -> integer(16, false, repetition, name);
            case 17 -> integer(32, false, repetition, name);
            case 18 -> integer(64, false, repetition, name);
            case 19 -> int32(repetition, LogicalTypeAnnotation.dateType(), name);
            case 20 -> int32(repetition, LogicalTypeAnnotation.timeType(true, TimeUnit.MILLIS), name);
            case 21 -> int64(repetition, LogicalTypeAnnotation.timeType(true, TimeUnit.MICROS), name);
            case 22 -> int64(repetition, LogicalTypeAnnotation.timeType(false, TimeUnit.NANOS), name);
            case 23 -> int64(repetition, LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS), name);
            case 24 -> int64(repetition, LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS), name);
            case 25 -> int64(repetition, LogicalTypeAnnotation.timestampType(false, TimeUnit.NANOS), name);
            case 26 -> int32(repetition, LogicalTypeAnnotation.decimalType(2, 9), name);
            case 27 -> int64(repetition, LogicalTypeAnnotation.decimalType(3, 18), name);
            case 28 -> fixed(repetition, 13, LogicalTypeAnnotation.decimalType(4, 30), name);
            case 29 -> fixed(repetition, 30, LogicalTypeAnnotation.decimalType(5, 70), name);
            case 30 -> text(repetition, LogicalTypeAnnotation.decimalType(2, 38), name);
            case 31 -> fixed(repetition, 16, LogicalTypeAnnotation.uuidType(), name);
            case 32 -> fixed(repetition, 2, LogicalTypeAnnotation.float16Type(), name);
            default ->
                Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                        .length(5)
                        .named(name);
        };
    }

    private static Type text(Repetition repetition, LogicalTypeAnnotation type, String name) {
        return Types.primitive(PrimitiveTypeName.BINARY, repetition).as(type).named(name);
    }

    private static Type int32(Repetition repetition, LogicalTypeAnnotation type, String name) {
        return Types.primitive(PrimitiveTypeName.INT32, repetition).as(type).named(name);
    }

    private static Type int64(Repetition repetition, LogicalTypeAnnotation type, String name) {
        return Types.primitive(PrimitiveTypeName.INT64, repetition).as(type).named(name);
    }

    private static Type fixed(Repetition repetition, int length, LogicalTypeAnnotation type, String name) {
        return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                .length(length)
                .as(type)
                .named(name);
    }

    private static Type integer(int bits, boolean signed, Repetition repetition, String name) {
        return bits == 64
                ? int64(repetition, LogicalTypeAnnotation.intType(bits, signed), name)
                : int32(repetition, LogicalTypeAnnotation.intType(bits, signed), name);
    }

    /** Rows of a schema: with few or many nulls, few or many distinct values. */
    List<Group> rows(MessageType schema, int count) {
        nulls = new double[] {0, 0.05, 0.5, 0.95, 1}[random.nextInt(5)];
        distinct = random.nextBoolean() ? 3 : Integer.MAX_VALUE;
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (random.nextInt(40) == 0) {
                nulls = random.nextDouble();
            }
            Group row = new SimpleGroup(schema);
            fill(row, schema);
            rows.add(row);
        }
        return rows;
    }

    private void fill(Group group, GroupType type) {
        for (int i = 0; i < type.getFieldCount(); i++) {
            Type field = type.getType(i);
            int count = field.isRepetition(Repetition.REQUIRED)
                    ? 1
                    : random.nextDouble() < nulls ? 0 : field.isRepetition(Repetition.OPTIONAL) ? 1 : listLength();
            for (int k = 0; k < count; k++) {
                if (field.isPrimitive()) {
                    addLeaf(group, i, field.asPrimitiveType());
                } else {
                    fill(group.addGroup(i), field.asGroupType());
                }
            }
        }
    }

    private int listLength() {
        int shape = random.nextInt(30);
        return shape == 0 ? random.nextInt(60) : random.nextInt(4);
    }

    private void addLeaf(Group group, int i, PrimitiveType type) {
        Random values = distinct == Integer.MAX_VALUE ? random : new Random(random.nextInt(distinct));
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.add(i, values.nextBoolean());
            case INT32 -> group.add(i, int32(values, logical));
            case INT64 -> group.add(i, number(values, logical instanceof DecimalLogicalTypeAnnotation ? 59 : 64));
            case FLOAT -> group.add(i, values.nextInt(20) == 0 ? Float.NaN : values.nextFloat());
            case DOUBLE -> group.add(i, values.nextInt(20) == 0 ? -0.0 : values.nextGaussian());
            case INT96 -> group.add(i, new NanoTime(2_440_588 + values.nextInt(20_000), values.nextInt()));
            case BINARY -> group.add(i, Binary.fromConstantByteArray(bytes(values, logical)));
            case FIXED_LEN_BYTE_ARRAY -> {
                byte[] bytes = new byte[type.getTypeLength()];
                values.nextBytes(bytes);
                bytes[0] = logical instanceof DecimalLogicalTypeAnnotation ? (byte) (bytes[0] >> 7) : bytes[0];
                group.add(i, Binary.fromConstantByteArray(bytes));
            }
        }
    }

    private static byte[] bytes(Random values, LogicalTypeAnnotation logical) {
        if (logical instanceof DecimalLogicalTypeAnnotation) {
            byte[] bytes = new byte[1 + values.nextInt(15)];
            values.nextBytes(bytes);
            return bytes;
        }
        int length = values.nextInt(50) == 0 ? values.nextInt(3000) : values.nextInt(12);
        byte[] bytes = new byte[length];
        for (int b = 0; b < length; b++) {
            bytes[b] = (byte) ('a' + values.nextInt(20));
        }
        return bytes;
    }

    private static int int32(Random values, LogicalTypeAnnotation logical) {
        if (logical instanceof IntLogicalTypeAnnotation integer && integer.getBitWidth() < 32) {
            int value = values.nextInt(1 << integer.getBitWidth());
            return integer.isSigned() ? value - (1 << integer.getBitWidth() - 1) : value;
        }
        return logical instanceof DecimalLogicalTypeAnnotation
                ? values.nextInt(1_999_999_999) - 999_999_999
                : (int) number(values, 31);
    }

    private static long number(Random values, int bits) {
        return switch (values.nextInt(4)) {
            case 0 -> values.nextInt(5) - 2;
            case 1 -> values.nextInt(1000);
            default -> values.nextLong() >> 64 - bits;
        };
    }

    /** A way to write: codec, pages, encodings, row groups. */
    Consumer<ExampleParquetWriter.Builder> options() {
        CompressionCodecName codec = CODECS[random.nextInt(CODECS.length)];
        WriterVersion version = random.nextBoolean() ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0;
        int pageBytes = new int[] {64, 1000, 20_000, 1 << 20}[random.nextInt(4)];
        int pageRows = random.nextBoolean() ? 1 + random.nextInt(60) : 20_000;
        int groupRows = random.nextBoolean() ? 1 + random.nextInt(300) : 1_000_000;
        boolean dictionary = random.nextBoolean();
        boolean split = random.nextInt(3) == 0;
        boolean checksum = random.nextInt(4) != 0;
        return b -> b.withCompressionCodec(codec)
                .withWriterVersion(version)
                .withPageSize(pageBytes)
                .withPageRowCountLimit(pageRows)
                .withRowGroupRowCountLimit(groupRows)
                .withMinRowCountForPageSizeCheck(10)
                .withDictionaryPageSize(dictionary && split ? 200 : 1 << 20)
                .withDictionaryEncoding(dictionary)
                .withByteStreamSplitEncoding(split)
                .withPageWriteChecksumEnabled(checksum);
    }
}
