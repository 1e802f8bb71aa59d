// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.engine.plan.RandomExprs;
import io.pelton.engine.plan.ReferenceExpr;
import io.pelton.engine.plan.TestBatches;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ExpressionsTest {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    @Test
    void overflowNamesTheExpressionTheRowAndTheValues() {
        assertThatThrownBy(() -> one(col("n").plus(1), INT64, 3L, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessage("Cannot compute n + 1: expected a result within int64 but found 9223372036854775807 and 1,"
                        + " which overflow in row 1 of the batch. Filter such rows out first, or test for them with"
                        + " and(..).");
    }

    @Test
    void divisionByZeroNamesTheExpressionTheRowAndTheValues() {
        assertThatThrownBy(() -> one(lit(10).mod(col("n")), INT64, 3L, null, 0L))
                .hasMessageStartingWith(
                        "Cannot compute 10 % n: expected a divisor that is not 0 but found 10 by 0 in row 2 of the batch.");
        assertThatThrownBy(() -> one(col("n").dividedBy(-1), INT64, Long.MIN_VALUE))
                .hasMessageContaining("within int64");
    }

    @Test
    void aRowThatIsAlreadyDecidedDoesNotFail() {
        Expr shielded = col("n").ne(0).and(lit(10).dividedBy(col("n")).gt(3));
        Expr shieldedByOr = col("n").eq(0).or(lit(10).dividedBy(col("n")).gt(3));

        assertThat(one(shielded, INT64, 0L, 2L, 9L, null)).containsExactly(false, true, false, null);
        assertThat(one(shieldedByOr, INT64, 0L, 2L, 9L, null)).containsExactly(true, true, false, null);
    }

    @Test
    void nullRowsNeverFail() {
        assertThat(one(lit(10).dividedBy(col("n")), INT64, null, 5L)).containsExactly(null, 2L);
    }

    @Test
    void notANumberEqualsItselfAndIsAboveAllElse() {
        ArrowType float64 = RandomExprs.SCHEMA.findField("x").getType();
        assertThat(one(col("n").eq(Double.NaN), float64, Double.NaN, 1.0)).containsExactly(true, false);
        assertThat(one(col("n").gt(Double.POSITIVE_INFINITY), float64, Double.NaN, 1.0))
                .containsExactly(true, false);
        assertThat(one(col("n").isIn(Double.NaN, 0.0), float64, Double.NaN, -0.0))
                .containsExactly(true, true);
    }

    @Test
    void unsignedValuesCompareByTheirValue() {
        assertThat(one(col("n").gt(100), new ArrowType.Int(8, false), (byte) -1, (byte) 5))
                .containsExactly(true, false);
        assertThatThrownBy(() -> one(col("n").gt(100), new ArrowType.Int(64, false), 5L, -1L))
                .hasMessageStartingWith("Cannot compute with column 'n': expected at most 9223372036854775807 but found"
                        + " 18446744073709551615 in row 1 of the batch.");
    }

    @Test
    void decimalsAreExact() {
        ArrowType price = new ArrowType.Decimal(10, 2, 128);
        BigDecimal tenth = new BigDecimal("0.10");

        assertThat(one(col("n").plus(new BigDecimal("0.20")).eq(new BigDecimal("0.3")), price, tenth))
                .containsExactly(true);
        assertThat(one(col("n").times(3), price, tenth, null)).containsExactly(new BigDecimal("0.30"), null);
        assertThat(one(col("n").dividedBy(3), price, tenth)).containsExactly(new BigDecimal("0.033333"));
        assertThat(one(col("n").isIn(new BigDecimal("0.1"), 7), price, tenth)).containsExactly(true);
        assertThat(one(col("n").lt(0.2), price, tenth)).containsExactly(true);
        assertThatThrownBy(() -> one(col("n").dividedBy(0), price, tenth)).hasMessageContaining("0.10 by 0");
        BigDecimal wide = new BigDecimal("9".repeat(38));
        assertThatThrownBy(() -> one(col("n").times(wide), price, tenth))
                .hasMessageContaining("expected a result within decimal(38, 2)");
    }

    @Test
    void datesAndTimestampsCompareInTheFinerUnit() {
        ArrowType day = new ArrowType.Date(DateUnit.DAY);
        ArrowType seconds = new ArrowType.Timestamp(TimeUnit.SECOND, "UTC");
        Instant then = Instant.parse("2026-01-01T00:00:00.5Z");

        assertThat(one(col("n").lt(LocalDate.of(1970, 1, 3)), day, 1, 2)).containsExactly(true, false);
        assertThat(one(col("n").lt(then), seconds, then.getEpochSecond(), then.getEpochSecond() + 1, Long.MAX_VALUE))
                .containsExactly(true, false, false);
    }

    @Test
    void binaryValuesCompareAsUnsignedBytes() {
        byte[] high = {(byte) 0xff};
        byte[] low = {0x01};
        assertThat(one(col("n").gt(low), ArrowType.Binary.INSTANCE, high, low)).containsExactly(true, false);
        assertThat(one(col("n").isIn((Object) high), ArrowType.Binary.INSTANCE, high, low))
                .containsExactly(true, false);
    }

    @Test
    void longStringsAreReadAsShortOnes() {
        assertThat(one(col("n").length(), ArrowType.LargeUtf8.INSTANCE, "naïve", null, "😀"))
                .containsExactly(5L, null, 1L);
    }

    @Test
    void membershipInNothingIsFalseOrNull() {
        assertThat(one(col("n").isIn(), INT64, 1L, null)).containsExactly(false, null);
    }

    @Test
    void constantsBecomeColumns() {
        assertThat(one(lit("a"), INT64, 1L, 2L)).containsExactly("a", "a");
        assertThat(one(lit(LocalDate.of(2026, 1, 1)), INT64, 1L)).containsExactly(LocalDate.of(2026, 1, 1));
        assertThat(one(lit(null), INT64, 1L)).containsExactly((Object) null);
        assertThat(one(lit(new byte[] {1, 2}), INT64, 1L)).containsExactly(new byte[] {1, 2});
        assertThat(one(lit(new BigDecimal("1.50")), INT64, 1L)).containsExactly(new BigDecimal("1.50"));
    }

    @Test
    void aColumnSharesItsBuffersUnderAnotherName() {
        Schema schema = new Schema(List.of(Field.nullable("n", INT64)));
        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, schema, List.of(Map.of("n", 1L), Map.of("n", 2L)))) {
            long before = allocator.getAllocatedMemory();
            Field renamed = ExprTypes.fieldOf("m", col("n"), schema);
            try (FieldVector vector =
                    Computation.compile(col("n"), schema, renamed).evaluate(batch, allocator)) {
                assertThat(vector.getName()).isEqualTo("m");
                assertThat(TestBatches.values(vector)).containsExactly(1L, 2L);
                assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
                assertThat(vector.getDataBufferAddress())
                        .isEqualTo(batch.column(0).getDataBufferAddress());
            }
        }
    }

    @Test
    void aKernelServesBatchesOfAnySizeInTurn() {
        Schema schema = new Schema(List.of(Field.nullable("n", INT64)));
        Expr expr = col("n").plus(1).gt(1).and(col("n").isNotNull()).or(col("n").isIn(-5));
        Predicate predicate = Predicate.compile(expr, schema);
        try (BufferAllocator allocator = new RootAllocator()) {
            for (int rows : new int[] {1, 1000, 3, 0, 2000}) {
                List<Map<String, Object>> all = new ArrayList<>();
                for (int i = 0; i < rows; i++) {
                    all.add(Collections.singletonMap("n", i % 7 == 3 ? null : (long) (i % 5)));
                }
                long expected = all.stream()
                        .filter(row -> Boolean.TRUE.equals(ReferenceExpr.eval(expr, row)))
                        .count();
                try (RecordBatch batch = TestBatches.of(allocator, schema, all)) {
                    assertThat(predicate.select(batch)).as("%d rows", rows).isEqualTo((int) expected);
                }
            }
        }
    }

    /** The values of an expression over one column 'n'. */
    private static List<Object> one(Expr expr, ArrowType type, Object... values) {
        Schema schema = new Schema(List.of(Field.nullable("n", type)));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(Collections.singletonMap("n", value));
        }
        return evaluate(expr, schema, rows);
    }

    private static List<Object> evaluate(Expr expr, Schema schema, List<Map<String, Object>> rows) {
        Field field = ExprTypes.fieldOf("result", expr, schema);
        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, schema, rows);
                FieldVector vector = Computation.compile(expr, schema, field).evaluate(batch, allocator)) {
            assertThat(vector.getField()).isEqualTo(field);
            return TestBatches.values(vector);
        }
    }
}
