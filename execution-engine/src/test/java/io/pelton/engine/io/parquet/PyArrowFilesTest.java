// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that another implementation wrote; {@code write.py} beside them made them. */
class PyArrowFilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"dictionary-v1-snappy", "delta-v2-zstd", "delta-v1-gzip"})
    void everyRowReadsAsItWasWritten(String name) throws IOException {
        JsonNode expected = new ObjectMapper().readTree(resource("rows.json").toFile());
        ParquetReadable source = ParquetFiles.readable(resource(name + ".parquet"));

        List<Map<String, @Nullable Object>> rows = ParquetFiles.read(source);

        assertThat(source.schema().getFields()).hasSize(expected.size());
        for (Field field : source.schema().getFields()) {
            List<@Nullable Object> column = new ArrayList<>();
            rows.forEach(row -> column.add(row.get(field.getName())));
            assertThat(column).as("%s", field).isEqualTo(list(field, expected.get(field.getName())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dictionary-v1-snappy", "delta-v2-zstd"})
    void listsOfFixedSizeKeepIt(String name) {
        ParquetReadable source = ParquetFiles.readable(resource(name + ".parquet"));

        assertThat(source.schema().findField("vector").getType()).isEqualTo(new ArrowType.FixedSizeList(3));
        assertThat(source.schema().findField("list").getType()).isEqualTo(ArrowType.List.INSTANCE);
    }

    static Path resource(String name) {
        URL url = Objects.requireNonNull(PyArrowFilesTest.class.getResource("pyarrow/" + name), name);
        return Path.of(URI.create(url.toString()));
    }

    private static List<@Nullable Object> list(Field field, JsonNode values) {
        List<@Nullable Object> list = new ArrayList<>();
        values.forEach(v -> list.add(value(field, v)));
        return list;
    }

    private static @Nullable Object value(Field field, JsonNode value) {
        ArrowType type = field.getType();
        if (value.isNull()) {
            return null;
        } else if (value.isArray()) {
            return list(field.getChildren().get(0), value);
        } else if (value.isObject()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (Field child : field.getChildren()) {
                fields.put(child.getName(), value(child, value.get(child.getName())));
            }
            return fields;
        } else if (value.isBoolean()) {
            return value.booleanValue();
        } else if (type instanceof ArrowType.Decimal) {
            return new BigDecimal(value.textValue());
        } else if (value.isTextual()) {
            return value.textValue();
        } else if (type instanceof ArrowType.FloatingPoint floating) {
            return floating.getPrecision() == FloatingPointPrecision.SINGLE
                    ? (Object) (long) Float.floatToRawIntBits((float) value.doubleValue())
                    : (Object) Double.doubleToRawLongBits(value.doubleValue());
        }
        long number = value.bigIntegerValue().longValue();
        int bits = type instanceof ArrowType.Int integer ? integer.getBitWidth() : 64;
        return number << 64 - bits >> 64 - bits;
    }
}
