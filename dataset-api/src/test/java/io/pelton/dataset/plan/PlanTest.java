// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static io.pelton.dataset.expr.Expressions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Columns;
import io.pelton.dataset.internal.TypeNames;
import io.pelton.dataset.source.ParquetSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final ParquetSource SOURCE = new ParquetSource(List.of("in"));

    private static Scan scan(Field... fields) {
        return Scan.of(SOURCE, Columns.schema(fields));
    }

    private static String types(LogicalPlan plan) {
        return plan.schema().getFields().stream()
                .map(f -> f.getName() + " " + TypeNames.of(f))
                .collect(Collectors.joining(", "));
    }

    @Test
    void schemasAreSettledAnewOverOtherInputs() {
        Project project = Project.of(
                scan(Columns.int32("n")), List.of(NamedExpr.column("n"), new NamedExpr("m", col("n").plus(1))));

        assertThat(types(project)).isEqualTo("n int32, m int64");
        assertThat(types(project.withInputs(List.of(scan(Columns.float32("n"))))))
                .isEqualTo("n float32, m float64");
        assertThatThrownBy(() -> project.withInputs(List.of(scan(Columns.string("n")))))
                .hasMessageContaining("Cannot use n + 1");
    }

    @Test
    void filterOverOtherInputsIsCheckedAgain() {
        FilterExpr filter = new FilterExpr(scan(Columns.int32("n")), col("n").gt(1));

        assertThatThrownBy(() -> filter.withInputs(List.of(scan(Columns.int32("m")))))
                .hasMessageContaining("'n'");
    }

    @Test
    void scanSaysWhatItReads() {
        Scan scan = scan(Columns.int64("a"), Columns.string("b"), Columns.bool("c"));

        assertThat(scan.withColumns(List.of("c", "a"))
                        .withPredicate(col("b").isNotNull())
                        .withLimit(7)
                        .describe())
                .isEqualTo("Scan parquet in [c, a] where b is not null limit 7");
        assertThat(types(scan.withColumns(List.of("c", "a")))).isEqualTo("c bool, a int64");
        assertThatThrownBy(() -> scan.withColumns(List.of("d"))).hasMessageContaining("Cannot read parquet in");
    }

    @Test
    void manyColumnsAreCutShort() {
        Field[] fields =
                IntStream.range(0, 30).mapToObj(i -> Columns.int64("c" + i)).toArray(Field[]::new);

        assertThat(scan(fields).describe()).endsWith("c18, c19, ... 30 in all]");
    }

    @Test
    void namesOfTypesReadAsPeopleWriteThem() {
        Field key = new Field("key", new FieldType(false, ArrowType.Utf8.INSTANCE, null), null);
        Field entries = new Field(
                "entries", new FieldType(false, ArrowType.Struct.INSTANCE, null), List.of(key, Columns.int64("value")));
        Field map = new Field("m", FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
        Schema schema = Columns.schema(
                Columns.list("l", Columns.struct("e", Columns.date("d"), Columns.decimal("p", 40, 2))),
                Columns.vector("v", 384),
                map,
                Columns.timestamp("t"),
                new Field("u", FieldType.nullable(new ArrowType.Int(16, false)), null),
                new Field("f", FieldType.nullable(new ArrowType.FixedSizeBinary(4)), null),
                Columns.binary("b"));

        assertThat(types(Scan.of(SOURCE, schema)))
                .isEqualTo("l list<struct<d: date, p: decimal(40, 2)>>, v list<float32>[384], m map<string, int64>,"
                        + " t timestamp[us, UTC], u uint16, f binary[4], b binary");
    }
}
