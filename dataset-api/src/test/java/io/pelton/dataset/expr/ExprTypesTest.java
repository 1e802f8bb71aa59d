// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import static io.pelton.dataset.expr.Expressions.allOf;
import static io.pelton.dataset.expr.Expressions.anyOf;
import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Columns;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.internal.TypeNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class ExprTypesTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Field("id", new FieldType(false, new ArrowType.Int(64, true), null), null),
            Columns.int32("small"),
            new Field("tiny", FieldType.nullable(new ArrowType.Int(8, false)), null),
            Columns.float32("ratio"),
            new Field("half", FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)), null),
            Columns.decimal("price", 10, 2),
            Columns.string("gloss"),
            Columns.bool("good"),
            Columns.binary("raw"),
            Columns.date("day"),
            Columns.timestamp("at"),
            new Field("local", FieldType.nullable(new ArrowType.Timestamp(TimeUnit.NANOSECOND, null)), null),
            new Field("nothing", FieldType.nullable(ArrowType.Null.INSTANCE), null),
            Columns.list("words", Columns.string("element"))));

    private static String type(Expr expr) {
        Field field = ExprTypes.fieldOf("x", expr, SCHEMA);
        assertThat(field.getType()).isEqualTo(ExprTypes.typeOf(expr, SCHEMA));
        return TypeNames.of(field) + (field.isNullable() ? "?" : "");
    }

    private static void refuses(Expr expr, String... parts) {
        assertThatThrownBy(() -> ExprTypes.typeOf(expr, SCHEMA))
                .isInstanceOf(PeltonException.class)
                .satisfies(e -> assertThat(((PeltonException) e).kind()).isEqualTo(ErrorKind.USER))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void columnsKeepAllThatTheyAreMadeOf() {
        Field field = ExprTypes.fieldOf("renamed", col("words"), SCHEMA);

        assertThat(field.getName()).isEqualTo("renamed");
        assertThat(field.getChildren()).isEqualTo(SCHEMA.findField("words").getChildren());
    }

    @Test
    void integersMeetAtInt64() {
        assertThat(type(col("small").plus(1))).isEqualTo("int64?");
        assertThat(type(col("tiny").times(col("small")))).isEqualTo("int64?");
        assertThat(type(col("id").mod(3))).isEqualTo("int64");
        assertThat(type(col("id").dividedBy(3))).isEqualTo("int64");
        assertThat(type(lit((byte) 1))).isEqualTo("int64");
    }

    @Test
    void floatingWithAnyNumberMeetsAtFloat64() {
        assertThat(type(col("ratio").plus(col("ratio")))).isEqualTo("float64?");
        assertThat(type(col("id").plus(1.5))).isEqualTo("float64");
        assertThat(type(col("half").minus(col("small")))).isEqualTo("float64?");
        assertThat(type(col("price").times(0.5f))).isEqualTo("float64?");
    }

    @Test
    void decimalsStayExact() {
        assertThat(type(col("price").plus(new BigDecimal("0.125")))).isEqualTo("decimal(12, 3)?");
        assertThat(type(col("price").times(col("price")))).isEqualTo("decimal(20, 4)?");
        assertThat(type(col("price").plus(1))).isEqualTo("decimal(22, 2)?");
        assertThat(type(col("price").dividedBy(3))).isEqualTo("decimal(38, 6)?");
        assertThat(type(col("price").mod(3))).isEqualTo("decimal(38, 2)?");
        assertThat(type(lit(new BigDecimal("1E+3")))).isEqualTo("decimal(4, 0)");
        assertThat(type(lit(new BigDecimal("0.001")))).isEqualTo("decimal(3, 3)");
    }

    @Test
    void comparisonsAndLogicGiveBool() {
        assertThat(type(col("id").lt(col("ratio")))).isEqualTo("bool?");
        assertThat(type(col("id").eq(3))).isEqualTo("bool");
        assertThat(type(col("price").ge(3))).isEqualTo("bool?");
        assertThat(type(col("gloss").ne("a"))).isEqualTo("bool?");
        assertThat(type(col("raw").eq(new byte[] {1}))).isEqualTo("bool?");
        assertThat(type(col("good").eq(true).and(col("id").gt(1).not()))).isEqualTo("bool?");
        assertThat(type(col("gloss").isNull())).isEqualTo("bool");
        assertThat(type(col("words").isNotNull())).isEqualTo("bool");
        assertThat(type(col("nothing").isNull())).isEqualTo("bool");
        assertThat(type(col("gloss").isIn("a", "b"))).isEqualTo("bool?");
        assertThat(type(col("id").isIn())).isEqualTo("bool");
        assertThat(type(col("id").between(1, 2.5))).isEqualTo("bool");
    }

    @Test
    void timesCompareWithTheirLikeOnly() {
        assertThat(type(col("day").ge(LocalDate.EPOCH))).isEqualTo("bool?");
        assertThat(type(col("at").lt(Instant.EPOCH))).isEqualTo("bool?");
        assertThat(type(col("local").lt(LocalDateTime.MIN))).isEqualTo("bool?");
        refuses(col("at").lt(LocalDateTime.MIN), "timestamp[us, UTC]", "timestamp[us]");
        refuses(
                col("day").eq("2024-01-01"),
                "day of type date",
                "of type string",
                "Write the other side as a LocalDate");
        refuses(col("at").eq("2024-01-01"), "Write the other side as an Instant");
        refuses(col("local").eq("2024-01-01"), "Write the other side as a LocalDateTime");
    }

    @Test
    void stringFunctionsTakeStringsAndCounts() {
        assertThat(type(col("gloss").length())).isEqualTo("int64?");
        assertThat(type(col("gloss").lower().upper().trim())).isEqualTo("string?");
        assertThat(type(col("gloss").contains(col("gloss")))).isEqualTo("bool?");
        assertThat(type(col("gloss").startsWith("a").or(col("gloss").endsWith("b"))))
                .isEqualTo("bool?");
        assertThat(type(col("gloss").substring(1))).isEqualTo("string?");
        assertThat(type(lit("abc").substring(col("id"), 2))).isEqualTo("string");
        assertThat(type(lit("a").concat(col("gloss"), "b"))).isEqualTo("string?");
        refuses(col("id").length(), "length(id)", "expected a string but found id of type int64");
        refuses(col("gloss").substring("a"), "expected an integer but found 'a' of type string");
        refuses(col("gloss").concat(1), "expected a string but found 1 of type int64");
        refuses(new Expr.StringCall(Expr.StringOp.LENGTH, List.of()), "does not take 0 arguments");
    }

    @Test
    void whatDoesNotFitIsNamedWithTypesAndPlace() {
        refuses(
                col("id").gt(1).and(col("gloss").gt(3)),
                "Cannot use gloss > 3 in id > 1 and gloss > 3: expected two values of one kind but found gloss of type"
                        + " string and 3 of type int64.");
        refuses(col("gloss").plus(1), "expected two numbers but found gloss of type string and 1 of type int64");
        refuses(col("id").and(col("good")), "expected a bool but found id of type int64");
        refuses(col("gloss").not(), "expected a bool but found gloss of type string");
        refuses(col("words").eq(col("words")), "list");
        refuses(col("id").isIn(1, "a"), "'a' of type string");
    }

    @Test
    void alwaysNullIsRefusedWithTheCure() {
        refuses(col("gloss").eq(null), "null, which is always null", "isNull()");
        refuses(col("gloss").isIn("a", null), "always null");
        refuses(col("nothing").plus(1), "nothing, which is always null");
    }

    @Test
    void unknownColumnListsThoseThatExistAndTheNearest() {
        refuses(
                col("glos").isNotNull(),
                "Cannot use glos is not null: expected one of the columns [id, small,",
                "but found 'glos'. Did you mean 'gloss'?");
    }

    @Test
    void conditionMustBeBool() {
        assertThatThrownBy(() -> ExprTypes.requireCondition(col("gloss"), SCHEMA))
                .hasMessage("Cannot filter by gloss: expected a bool but found string. Compare it with something, as in"
                        + " col(..).eq(..).");
    }

    @Test
    void unsupportedConstantsAreRefusedWhereTheyAreWritten() {
        assertThatThrownBy(() -> lit(Duration.ZERO))
                .hasMessageContaining("Cannot write constant PT0S")
                .hasMessageContaining("java.time.Duration");
    }

    @Test
    void deepLogicIsCheckedInLinearTime() {
        Expr expr = col("good");
        for (int i = 0; i < 300; i++) {
            expr = expr.and(col("good").not());
        }
        assertThat(type(expr)).isEqualTo("bool?");
        assertThat(ExprTypes.columnsOf(expr)).containsExactly("good");
    }

    @Test
    void columnsAreListedInOrderOfUse() {
        assertThat(ExprTypes.columnsOf(
                        col("b").gt(col("a")).or(col("b").isNull()).and(col("c").isIn(1))))
                .containsExactly("b", "a", "c");
    }

    @Test
    void textsReadAsTheyAreMeant() {
        assertThat(col("gloss").isNotNull().and(col("gloss").length().gt(3)))
                .hasToString("gloss is not null and length(gloss) > 3");
        assertThat(col("a").plus(1).times(col("b").minus(col("c").minus(2)))).hasToString("(a + 1) * (b - (c - 2))");
        assertThat(col("a").or(col("b")).and(col("c").and(col("d")))).hasToString("(a or b) and (c and d)");
        assertThat(col("a").eq(1).not()).hasToString("not (a = 1)");
        assertThat(col("a").isIn(1, 2.5, "it's")).hasToString("a in (1, 2.5, 'it''s')");
        assertThat(col("two words").eq(col("null"))).hasToString("\"two words\" = \"null\"");
        assertThat(col("a").substring(1, 2).concat("x")).hasToString("concat(substring(a, 1, 2), 'x')");
        assertThat(col("d").lt(LocalDate.of(2024, 1, 31))).hasToString("d < date '2024-01-31'");
        assertThat(col("t").lt(LocalTime.NOON)).hasToString("t < time '12:00'");
        assertThat(col("p").eq(new BigDecimal("1.50"))).hasToString("p = decimal 1.50");
        assertThat(col("r").eq(new byte[] {1, (byte) 0xab})).hasToString("r = x'01ab'");
        assertThat(allOf(col("a"), col("b"), col("c"))).hasToString("a and b and c");
        assertThat(anyOf(col("a"), col("b"))).hasToString("a or b");
        assertThat(allOf()).hasToString("true");
    }

    @Test
    void constantsAreEqualByValue() {
        assertThat(lit(new byte[] {1, 2})).isEqualTo(lit(new byte[] {1, 2})).hasSameHashCodeAs(lit(new byte[] {1, 2}));
        assertThat(lit(1)).isEqualTo(lit(1L)).isNotEqualTo(lit(1.0));
        assertThat(lit(null)).isEqualTo(lit(null));
        assertThat(lit(TimeUnit.SECOND)).isEqualTo(lit("SECOND"));
    }
}
