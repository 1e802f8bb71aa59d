// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import io.pelton.dataset.internal.RowView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Batches of every column type with random values, and their rows as Java values to compare by. */
public final class RandomBatches {
    private RandomBatches() {}

    /** One column of each type that rows may have. */
    public static List<Field> allTypes() {
        List<Field> fields = new ArrayList<>(leaves());
        Field text = field("element", ArrowType.Utf8.INSTANCE);
        Field float32 = new Field(
                "element",
                new FieldType(false, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), null),
                null);
        fields.add(nested("list_of_text", ArrowType.List.INSTANCE, text));
        fields.add(nested("large_list", ArrowType.LargeList.INSTANCE, float32));
        fields.add(nested("vector", new ArrowType.FixedSizeList(3), float32));
        fields.add(nested("vector_of_text", new ArrowType.FixedSizeList(2), text));
        fields.add(nested("list_of_lists", ArrowType.List.INSTANCE, nested("element", ArrowType.List.INSTANCE, text)));
        Field member = field("n", new ArrowType.Int(64, true));
        fields.add(nested(
                "struct", ArrowType.Struct.INSTANCE, member, text, nested("l", ArrowType.List.INSTANCE, member)));
        fields.add(
                nested("structs", ArrowType.List.INSTANCE, nested("element", ArrowType.Struct.INSTANCE, member, text)));
        Field key = new Field("key", new FieldType(false, ArrowType.Utf8.INSTANCE, null), null);
        Field entries = new Field(
                "entries",
                new FieldType(false, ArrowType.Struct.INSTANCE, null),
                List.of(key, field("value", member.getType())));
        fields.add(nested("map", new ArrowType.Map(false), entries));
        return fields;
    }

    private static List<Field> leaves() {
        List<ArrowType> types = new ArrayList<>(List.of(
                ArrowType.Null.INSTANCE,
                ArrowType.Bool.INSTANCE,
                ArrowType.Utf8.INSTANCE,
                ArrowType.LargeUtf8.INSTANCE,
                ArrowType.Binary.INSTANCE,
                ArrowType.LargeBinary.INSTANCE,
                new ArrowType.FixedSizeBinary(5),
                new ArrowType.Decimal(20, 3, 128),
                new ArrowType.Decimal(50, 7, 256),
                new ArrowType.Date(DateUnit.DAY),
                new ArrowType.Date(DateUnit.MILLISECOND),
                new ArrowType.Time(TimeUnit.SECOND, 32),
                new ArrowType.Time(TimeUnit.MILLISECOND, 32),
                new ArrowType.Time(TimeUnit.MICROSECOND, 64),
                new ArrowType.Time(TimeUnit.NANOSECOND, 64)));
        for (int bits : new int[] {8, 16, 32, 64}) {
            types.add(new ArrowType.Int(bits, true));
            types.add(new ArrowType.Int(bits, false));
        }
        for (FloatingPointPrecision precision : FloatingPointPrecision.values()) {
            types.add(new ArrowType.FloatingPoint(precision));
        }
        for (TimeUnit unit : TimeUnit.values()) {
            types.add(new ArrowType.Timestamp(unit, null));
            types.add(new ArrowType.Timestamp(unit, "UTC"));
            types.add(new ArrowType.Duration(unit));
        }
        List<Field> fields = new ArrayList<>();
        for (ArrowType type : types) {
            fields.add(field("c" + fields.size(), type));
        }
        return fields;
    }

    private static Field field(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), null);
    }

    private static Field nested(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    /** A batch of random values, about one in five of them null where null may be. */
    public static RecordBatch of(BufferAllocator allocator, List<Field> fields, int rows, long seed) {
        Random random = new Random(seed);
        List<FieldVector> vectors = new ArrayList<>();
        for (Field field : fields) {
            FieldVector vector = field.createVector(allocator);
            vector.setInitialCapacity(Math.max(1, rows));
            vector.allocateNew();
            for (int i = 0; i < rows; i++) {
                fill(vector, i, random);
            }
            vector.setValueCount(rows);
            vectors.add(vector);
        }
        return RecordBatch.of(new Schema(fields), vectors, rows);
    }

    private static void fill(FieldVector vector, int i, Random random) {
        MinorType type = vector.getMinorType();
        if (type == MinorType.NULL) {
            return;
        }
        if (vector.getField().isNullable() && random.nextInt(5) == 0) {
            vector.setNull(i);
            return;
        }
        switch (type) {
            case BIT -> ((BitVector) vector).setSafe(i, random.nextInt(2));
            case VARCHAR -> ((VarCharVector) vector).setSafe(i, text(random).getBytes(StandardCharsets.UTF_8));
            case LARGEVARCHAR ->
                ((LargeVarCharVector) vector).setSafe(i, text(random).getBytes(StandardCharsets.UTF_8));
            case VARBINARY -> ((VarBinaryVector) vector).setSafe(i, bytes(random, random.nextInt(9)));
            case LARGEVARBINARY -> ((LargeVarBinaryVector) vector).setSafe(i, bytes(random, random.nextInt(9)));
            case DECIMAL ->
                ((DecimalVector) vector).setSafe(i, new BigDecimal(BigInteger.valueOf(random.nextInt()), 3));
            case DECIMAL256 -> ((Decimal256Vector) vector).setSafe(i, new BigDecimal(new BigInteger(140, random), 7));
            case LIST, MAP -> fillList((ListVector) vector, i, random);
            case LARGELIST -> {
                LargeListVector list = (LargeListVector) vector;
                long start = list.startNewValue(i);
                int n = random.nextInt(4);
                for (int k = 0; k < n; k++) {
                    fill(list.getDataVector(), (int) start + k, random);
                }
                list.endValue(i, n);
            }
            case FIXED_SIZE_LIST -> {
                FixedSizeListVector list = (FixedSizeListVector) vector;
                int start = list.startNewValue(i);
                for (int k = 0; k < list.getListSize(); k++) {
                    fill(list.getDataVector(), start + k, random);
                }
            }
            case STRUCT -> {
                StructVector struct = (StructVector) vector;
                struct.getChildrenFromFields().forEach(child -> fill(child, i, random));
                struct.setIndexDefined(i);
            }
            default -> fillFixed((BaseFixedWidthVector) vector, i, random);
        }
    }

    private static void fillList(ListVector list, int i, Random random) {
        int start = list.startNewValue(i);
        int n = random.nextInt(4);
        for (int k = 0; k < n; k++) {
            fill(list.getDataVector(), start + k, random);
        }
        list.endValue(i, n);
    }

    private static void fillFixed(BaseFixedWidthVector vector, int i, Random random) {
        while (vector.getValueCapacity() <= i) {
            vector.reAlloc();
        }
        vector.setIndexDefined(i);
        int width = vector.getTypeWidth();
        long value =
                switch (vector.getMinorType()) {
                    case TIMESEC, TIMEMILLI, TIMEMICRO, TIMENANO -> random.nextInt(86_400);
                    case DATEDAY, DATEMILLI, TIMESTAMPSEC, TIMESTAMPSECTZ -> random.nextInt();
                    case FLOAT2 -> 0x3C00 + random.nextInt(100);
                    case FLOAT4 -> Float.floatToRawIntBits(random.nextFloat());
                    case FLOAT8 -> Double.doubleToRawLongBits(random.nextGaussian());
                    case DURATION -> random.nextInt();
                    default -> random.nextLong();
                };
        for (int b = 0; b < width; b++) {
            vector.getDataBuffer().setByte((long) i * width + b, (byte) (value >> (8 * (b % 8))));
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(6), 0, 5)
                .mapToObj(i -> List.of("a", "ü", "水", "😀", " ").get(i))
                .collect(Collectors.joining());
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The rows as Java values, byte arrays as lists, so that they compare by what they hold. */
    public static List<Map<String, @Nullable Object>> rows(RecordBatch batch) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        RowView view = new RowView(batch);
        for (int i = 0; i < batch.rowCount(); i++) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            view.at(i)
                    .toMap()
                    .forEach((name, value) ->
                            row.put(name, value instanceof byte[] ? Arrays.toString((byte[]) value) : value));
            rows.add(row);
        }
        return rows;
    }
}
