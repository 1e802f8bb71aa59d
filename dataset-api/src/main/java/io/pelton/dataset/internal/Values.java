// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.Types.MinorType;
import org.jspecify.annotations.Nullable;

/** Takes single values out of Arrow vectors, as the Java types that {@link io.pelton.dataset.Row#get} promises. */
final class Values {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private Values() {}

    static @Nullable Object of(FieldVector vector, int row) {
        MinorType type = vector.getMinorType();
        if (type == MinorType.NULL || vector.isNull(row)) {
            return null;
        }
        return switch (type) {
            case VARCHAR -> text(((VarCharVector) vector).get(row));
            case LARGEVARCHAR -> text(((LargeVarCharVector) vector).get(row));
            case VIEWVARCHAR -> text(((ViewVarCharVector) vector).get(row));
            case UINT1, UINT2 -> (int) ((BaseIntVector) vector).getValueAsLong(row);
            case UINT4 -> ((BaseIntVector) vector).getValueAsLong(row) & 0xFFFF_FFFFL;
            case UINT8 -> unsigned(((BaseIntVector) vector).getValueAsLong(row));
            case FLOAT2 -> ((Float2Vector) vector).getValueAsFloat(row);
            case DATEDAY -> LocalDate.ofEpochDay(((DateDayVector) vector).get(row));
            case DATEMILLI -> LocalDate.ofEpochDay(Math.floorDiv(((DateMilliVector) vector).get(row), 86_400_000L));
            case TIMESEC -> LocalTime.ofSecondOfDay(((TimeSecVector) vector).get(row));
            case TIMEMILLI -> LocalTime.ofNanoOfDay(((TimeMilliVector) vector).get(row) * 1_000_000L);
            case TIMEMICRO -> LocalTime.ofNanoOfDay(((TimeMicroVector) vector).get(row) * 1_000L);
            case TIMENANO -> LocalTime.ofNanoOfDay(((TimeNanoVector) vector).get(row));
            case TIMESTAMPSEC, TIMESTAMPMILLI, TIMESTAMPMICRO, TIMESTAMPNANO ->
                LocalDateTime.ofInstant(instant((TimeStampVector) vector, row, type), ZoneOffset.UTC);
            case TIMESTAMPSECTZ, TIMESTAMPMILLITZ, TIMESTAMPMICROTZ, TIMESTAMPNANOTZ ->
                instant((TimeStampVector) vector, row, type);
            case LIST, FIXED_SIZE_LIST, LISTVIEW -> list((BaseListVector) vector, row);
            case LARGELIST -> largeList((LargeListVector) vector, row);
            case STRUCT -> struct((StructVector) vector, row);
            case MAP -> map((MapVector) vector, row);
            default -> vector.getObject(row);
        };
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static BigDecimal unsigned(long bits) {
        BigInteger value = BigInteger.valueOf(bits);
        return new BigDecimal(bits >= 0 ? value : value.add(TWO_TO_64));
    }

    private static Instant instant(TimeStampVector vector, int row, MinorType type) {
        long value = vector.get(row);
        TimeUnit unit =
                switch (type) {
                    case TIMESTAMPSEC, TIMESTAMPSECTZ -> TimeUnit.SECONDS;
                    case TIMESTAMPMILLI, TIMESTAMPMILLITZ -> TimeUnit.MILLISECONDS;
                    case TIMESTAMPMICRO, TIMESTAMPMICROTZ -> TimeUnit.MICROSECONDS;
                    default -> TimeUnit.NANOSECONDS;
                };
        long perSecond = unit.convert(1, TimeUnit.SECONDS);
        long fraction = Math.floorMod(value, perSecond);
        return Instant.ofEpochSecond(Math.floorDiv(value, perSecond), unit.toNanos(fraction));
    }

    private static List<@Nullable Object> list(BaseListVector vector, int row) {
        FieldVector data = vector.getChildrenFromFields().get(0);
        return elements(data, vector.getElementStartIndex(row), vector.getElementEndIndex(row));
    }

    private static List<@Nullable Object> largeList(LargeListVector vector, int row) {
        return elements(vector.getDataVector(), vector.getElementStartIndex(row), vector.getElementEndIndex(row));
    }

    private static List<@Nullable Object> elements(FieldVector data, long from, long to) {
        @Nullable Object[] values = new Object[Math.toIntExact(to - from)];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(data, Math.toIntExact(from + i));
        }
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    private static Map<String, @Nullable Object> struct(StructVector vector, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (FieldVector child : vector.getChildrenFromFields()) {
            values.put(child.getName(), of(child, row));
        }
        return Collections.unmodifiableMap(values);
    }

    private static Map<@Nullable Object, @Nullable Object> map(MapVector vector, int row) {
        List<FieldVector> entries = new ArrayList<>(vector.getDataVector().getChildrenFromFields());
        Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = vector.getElementStartIndex(row); i < vector.getElementEndIndex(row); i++) {
            values.put(of(entries.get(0), i), of(entries.get(1), i));
        }
        return Collections.unmodifiableMap(values);
    }
}
