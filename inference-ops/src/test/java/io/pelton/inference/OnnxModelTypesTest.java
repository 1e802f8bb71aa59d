// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static io.pelton.inference.TinyOnnx.FREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the types of columns become in tensors, and back. */
class OnnxModelTypesTest extends OnnxModelFixture {
    private static FieldVector filled(FieldVector vector, java.util.function.IntConsumer set) {
        vector.setInitialCapacity(3);
        vector.allocateNew();
        for (int i = 0; i < 3; i++) {
            set.accept(i);
        }
        vector.setValueCount(3);
        return vector;
    }

    /** A column of three values in each type that has tensors. */
    private enum Column {
        FLOAT32(1) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                Float4Vector v = new Float4Vector("x", allocator);
                return filled(v, i -> v.set(i, i - 1.5f));
            }
        },
        FLOAT64(11) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                Float8Vector v = new Float8Vector("x", allocator);
                return filled(v, i -> v.set(i, i - Math.PI));
            }
        },
        FLOAT16(10) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                Float2Vector v = new Float2Vector("x", allocator);
                return filled(v, i -> v.setWithPossibleTruncate(i, i - 0.25f));
            }
        },
        INT8(3) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                TinyIntVector v = new TinyIntVector("x", allocator);
                return filled(v, i -> v.set(i, i - 128));
            }
        },
        UINT8(2) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                UInt1Vector v = new UInt1Vector("x", allocator);
                return filled(v, i -> v.set(i, i + 250));
            }
        },
        INT16(5) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                SmallIntVector v = new SmallIntVector("x", allocator);
                return filled(v, i -> v.set(i, i - 32768));
            }
        },
        INT32(6) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                IntVector v = new IntVector("x", allocator);
                return filled(v, i -> v.set(i, Integer.MIN_VALUE + i));
            }
        },
        INT64(7) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                BigIntVector v = new BigIntVector("x", allocator);
                return filled(v, i -> v.set(i, Long.MIN_VALUE + i));
            }
        },
        BOOL(9) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                BitVector v = new BitVector("x", allocator);
                return filled(v, i -> v.set(i, i % 2));
            }
        },
        STRING(8) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                VarCharVector v = new VarCharVector("x", allocator);
                return filled(
                        v, i -> v.setSafe(i, List.of("", "wörter", "😀").get(i).getBytes(StandardCharsets.UTF_8)));
            }
        };

        private final int onnx;

        Column(int onnx) {
            this.onnx = onnx;
        }

        abstract FieldVector make(BufferAllocator allocator);
    }

    static Stream<Arguments> typesAndShapes() {
        return Stream.of(Column.values())
                .flatMap(type -> Stream.of(new long[] {FREE}, new long[] {FREE, 1}, new long[] {FREE, FREE})
                        .map(dims -> Arguments.of(type, dims)));
    }

    @ParameterizedTest
    @MethodSource("typesAndShapes")
    void valuesOfEveryTypeComeBackAsTheyWere(Column type, long[] dims) throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", type.onnx, dims)
                .output("y", type.onnx, dims)
                .identity("x", "y"));

        try (RecordBatch result = run(model, batch(type.make(allocator)))) {
            List<Object> expected = values(result, "x");
            if (dims.length == 2 && dims[1] == FREE) {
                expected.replaceAll(List::of);
            }
            assertThat(values(result, "y")).isEqualTo(expected);
        }
    }

    @Test
    void numbersAreConvertedWhereAsked() throws Exception {
        OnnxModel strict = model(new TinyOnnx()
                        .input("features", FLOAT, FREE, 3)
                        .output("y", FLOAT, FREE, 3)
                        .identity("features", "y"))
                .bind("features", "whole", "wide", "flag");
        Float8Vector wide = new Float8Vector("wide", allocator);
        filled(wide, i -> wide.set(i, i + 0.1));
        BitVector flag = new BitVector("flag", allocator);
        filled(flag, i -> flag.set(i, i == 1 ? 1 : 0));

        try (RecordBatch result = run(strict.convertTypes(), batch(longs("whole", 1, -2, 3), wide, flag))) {
            assertThat(values(result, "y"))
                    .containsExactly(List.of(1f, 0.1f, 0f), List.of(-2f, 1.1f, 1f), List.of(3f, 2.1f, 0f));
            assertThatThrownBy(() -> strict.outputSchema(result.schema()))
                    .hasMessage("Cannot run 'OnnxModel tiny.onnx': model input 'features' takes [rows, 3] float32 but"
                            + " column 'whole' holds [rows] int64. Let it be converted with OnnxModel.convertTypes(), or"
                            + " bind another column with OnnxModel.bind(\"features\", ..).");
        }
    }

    @Test
    void bfloat16GoesInFromFloatAndComesOutAsFloat() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("x", 16, FREE)
                        .output("y", 16, FREE)
                        .identity("x", "y"))
                .convertTypes();

        try (RecordBatch result = run(model, batch(floats("x", 1, -2.5f, 1024)))) {
            assertThat(values(result, "y")).containsExactly(1f, -2.5f, 1024f);
        }
    }

    @Test
    void typesWithoutColumnsAreRefusedOnlyIfTaken() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE)
                .output("label", FLOAT, FREE)
                .sequenceOutput("probabilities")
                .identity("x", "label"));
        Schema schema = new Schema(List.of(Field.nullable("x", SINGLE)));

        assertThat(model.output("label", "label").outputSchema(schema).getFields())
                .hasSize(2);
        assertThatThrownBy(() -> model.outputSchema(schema)).hasMessageContaining("zipmap=False");
        assertThatThrownBy(() -> model.bind("x", "u").outputSchema(new Schema(List.of(uint32("u")))))
                .hasMessageContaining("column 'u' holds [rows] uint32. Bind another column");
    }

    private Field uint32(String name) {
        try (UInt4Vector vector = new UInt4Vector(name, allocator)) {
            return vector.getField();
        }
    }
}
