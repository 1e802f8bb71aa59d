// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Compute;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.Operator;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.Row;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.dataset.internal.RecordColumns;
import io.pelton.dataset.plan.MapRows.Cardinality;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.engine.plan.kernel.Gather;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class PhysicalOpsTest {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final Field FLOAT =
            Field.nullable("item", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));

    /** Columns of all the shapes that are copied in different ways. */
    private static final Schema SCHEMA = new Schema(List.of(
            Field.nullable("id", INT64),
            Field.nullable("small", new ArrowType.Int(16, true)),
            Field.nullable("f", FLOAT.getType()),
            Field.nullable("flag", ArrowType.Bool.INSTANCE),
            Field.nullable("text", ArrowType.Utf8.INSTANCE),
            Field.nullable("long", ArrowType.LargeUtf8.INSTANCE),
            Field.nullable("price", new ArrowType.Decimal(10, 2, 128)),
            new Field("vector", FieldType.nullable(new ArrowType.FixedSizeList(3)), List.of(FLOAT)),
            new Field("list", FieldType.nullable(ArrowType.List.INSTANCE), List.of(Field.nullable("item", INT64))),
            new Field(
                    "struct",
                    FieldType.nullable(ArrowType.Struct.INSTANCE),
                    List.of(Field.nullable("a", INT64), Field.nullable("b", ArrowType.Utf8.INSTANCE)))));

    private static final List<Map<String, Object>> ROWS = rows(11);

    /** What user code gives. */
    public record Word(String word, long id) {}

    private static List<Map<String, Object>> rows(int n) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean none = i % 4 == 2;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", (long) i);
            row.put("small", none ? null : (short) -i);
            row.put("f", none ? null : i / 2f);
            row.put("flag", none ? null : i % 3 == 0);
            row.put("text", none ? null : "text " + "x".repeat(i));
            row.put("long", none ? null : "long " + i);
            row.put("price", none ? null : BigDecimal.valueOf(i, 2));
            row.put("vector", none ? null : List.of(i + 0f, i + 0.25f, i + 0.5f));
            row.put("list", none ? null : List.of(1L, (long) i));
            row.put("struct", none ? null : Map.of("a", (long) i, "b", "b" + i));
            rows.add(row);
        }
        return rows;
    }

    private static List<String> expected(List<Integer> numbers) {
        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, SCHEMA, ROWS)) {
            List<Map<String, Object>> all = TestBatches.rows(batch);
            return numbers.stream().map(i -> all.get(i).toString()).toList();
        }
    }

    private static List<String> expected() {
        return expected(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    }

    @Test
    void aFilterKeepsTheRowsForWhichItsConditionIsTrue() throws Exception {
        Expr condition = col("flag").or(col("id").gt(8)).and(col("id").ne(3));
        OpHarness.verify(new FilterOp(condition, SCHEMA), SCHEMA, ROWS, expected(List.of(0, 9, 10)));
    }

    @Test
    void aFilterMayKeepAllRowsOrNone() throws Exception {
        OpHarness.verify(new FilterOp(col("id").ge(0), SCHEMA), SCHEMA, ROWS, expected());
        OpHarness.verify(new FilterOp(col("id").lt(0), SCHEMA), SCHEMA, ROWS, List.of());
    }

    @Test
    void aFilterThatKeepsAllRowsCopiesNothing() throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, SCHEMA, ROWS);
                Transform filter = new FilterOp(col("id").ge(0), SCHEMA).open(new TestContext(SCHEMA, allocator))) {
            long before = allocator.getAllocatedMemory();
            try (RecordBatch result = filter.apply(batch)) {
                assertThat(result.rowCount()).isEqualTo(11);
                assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
            }
        }
    }

    @Test
    void rowsWithoutColumnsAreFilteredAndProjectedAsWell() throws Exception {
        Schema none = new Schema(List.of());
        List<Map<String, Object>> rows = List.of(Map.of(), Map.of(), Map.of());

        OpHarness.verify(
                project(SCHEMA), SCHEMA, ROWS, ROWS.stream().map(row -> "{}").toList());
        OpHarness.verify(new FilterOp(lit(true), none), none, rows, List.of("{}", "{}", "{}"));
        OpHarness.verify(new FilterRowsOp("none", row -> false, none), none, rows, List.of());
        OpHarness.verify(
                project(none, new NamedExpr("one", lit(1))), none, rows, List.of("{one=1}", "{one=1}", "{one=1}"));
    }

    @Test
    void aProjectionRenamesComputesAndReorders() throws Exception {
        OpHarness.verify(
                project(
                        SCHEMA,
                        new NamedExpr("v", col("vector")),
                        new NamedExpr("twice", col("id").times(2)),
                        new NamedExpr("upper", col("text").upper()),
                        new NamedExpr("cheap", col("price").lt(1)),
                        new NamedExpr("tagged", col("text").concat("!")),
                        new NamedExpr("s", col("struct"))),
                SCHEMA,
                ROWS.subList(1, 3),
                List.of(
                        "{v=[1.0, 1.25, 1.5], twice=2, upper=TEXT X, cheap=true, tagged=text x!, s={a=1, b=b1}}",
                        "{v=null, twice=4, upper=null, cheap=null, tagged=null, s=null}"));
    }

    private static ProjectOp project(Schema input, NamedExpr... columns) {
        List<Field> fields = new ArrayList<>();
        for (NamedExpr column : columns) {
            fields.add(ExprTypes.fieldOf(column.name(), column.expr(), input));
        }
        return new ProjectOp(List.of(columns), input, new Schema(fields));
    }

    @Test
    void userCodeFiltersRows() throws Exception {
        FilterRowsOp op = new FilterRowsOp("odd", row -> (Long) row.get("id") % 2 == 1, SCHEMA);
        OpHarness.verify(op, SCHEMA, ROWS, expected(List.of(1, 3, 5, 7, 9)));
    }

    @Test
    void userCodeMapsEachRowToOne() throws Exception {
        OpHarness.verify(
                words(Cardinality.ONE, row -> List.of(new Word("w" + row.get("text"), (Long) row.get("id")))),
                SCHEMA,
                ROWS.subList(1, 3),
                List.of("{word=wtext x, id=1}", "{word=wnull, id=2}"));
    }

    @Test
    void userCodeMapsEachRowToAnyNumber() throws Exception {
        OpHarness.verify(
                words(Cardinality.MANY, row -> {
                    List<Word> all = new ArrayList<>();
                    for (long i = 0; i < (Long) row.get("id") % 3; i++) {
                        all.add(new Word("w" + i, (Long) row.get("id")));
                    }
                    return all;
                }),
                SCHEMA,
                ROWS.subList(0, 5),
                List.of("{word=w0, id=1}", "{word=w0, id=2}", "{word=w1, id=2}", "{word=w0, id=4}"));
    }

    private static MapRowsOp words(Cardinality cardinality, Function<Row, Iterable<Word>> function) {
        return new MapRowsOp(
                "words",
                function,
                Word.class,
                cardinality,
                RecordColumns.of(Word.class).schema());
    }

    @Test
    void anOperatorsColumnsAreAdded() throws Exception {
        TestOperator operator = new TestOperator(
                "sizes",
                Operator.Output.KEEPS_INPUT,
                Set.of("text"),
                List.of(Field.nullable("size", INT64)),
                row -> Map.of("size", (long) String.valueOf(row.get("text")).length()));
        ApplyOp op = new ApplyOp(operator, Compute.tasks(1), operator.outputSchema(SCHEMA));
        List<String> all = new ArrayList<>();
        List<String> before = expected();
        for (int i = 0; i < ROWS.size(); i++) {
            int size = String.valueOf(ROWS.get(i).get("text")).length();
            all.add(before.get(i).substring(0, before.get(i).length() - 1) + ", size=" + size + "}");
        }

        OpHarness.verify(op, SCHEMA, ROWS, all);
    }

    @Test
    void anOperatorMayGiveBackItsInput() throws Exception {
        OpHarness.verify(apply(batch -> batch), SCHEMA, ROWS, expected());
    }

    private static ApplyOp apply(BatchFunction function) {
        return new ApplyOp(BatchMap.of(context -> function).named("mine"), Compute.tasks(1), SCHEMA);
    }

    @Test
    void anOperatorMustGiveOneRowForEach() {
        assertThatThrownBy(() -> run(apply(batch -> batch.slice(0, 3))))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageStartingWith(
                        "Cannot run 'mine': expected 11 rows, one for each that it was given, but found 3 rows.");
    }

    @Test
    void anOperatorMustGiveTheColumnsThatItPromised() {
        assertThatThrownBy(() -> run(apply(batch -> batch.select(List.of("id", "small")))))
                .hasMessageStartingWith("Cannot run 'mine': expected columns [id int64, small int16,")
                .hasMessageContaining("as its outputSchema says but found [id int64, small int16].");
        assertThatThrownBy(() -> run(apply(batch -> null))).hasMessageContaining("expected a result but found null");
    }

    @Test
    void namesThatListsGiveTheirElementsDoNotMatter() throws Exception {
        Schema promised = new Schema(List.of(new Field(
                "list", FieldType.nullable(ArrowType.List.INSTANCE), List.of(Field.nullable("element", INT64)))));
        BatchMap lists =
                BatchMap.of(context -> batch -> batch.select(List.of("list"))).giving(promised);

        assertThat(run(new ApplyOp(lists, Compute.tasks(1), promised))).hasSize(11);
    }

    @Test
    void whatUserCodeThrowsNamesTheStepAndTheRow() {
        Function<Row, Iterable<Word>> fails = row -> {
            if ((Long) row.get("id") == 7) {
                throw new IllegalStateException("seven");
            }
            return List.of(new Word("w", 1));
        };
        FilterRowsOp filter = new FilterRowsOp("check", row -> fails.apply(row) != null, SCHEMA);
        String where = " in row 7 of the batch (id=7, small=-7, f=3.5, flag=false, ...): expected a result but found"
                + " java.lang.IllegalStateException: seven. Mend the function, or filter such rows out first.";

        for (PhysicalOp op : List.of(words(Cardinality.ONE, fails), words(Cardinality.MANY, fails))) {
            assertThatThrownBy(() -> run(op))
                    .isInstanceOfSatisfying(
                            PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                    .hasMessage("Cannot run 'words'" + where)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> run(filter)).hasMessage("Cannot run 'check'" + where);
    }

    @Test
    void aRowAloneIsLeftToTheStageToName() {
        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, SCHEMA, ROWS.subList(7, 8))) {
            assertThat(RowsOp.failure("words", batch, 0, new IllegalStateException("seven")))
                    .hasMessage(
                            "Cannot run 'words': expected a result but found java.lang.IllegalStateException: seven."
                                    + " Mend the function, or filter such rows out first.");
        }
    }

    @Test
    void aFailureThatMayPassKeepsItsKind() {
        assertThatThrownBy(() -> run(words(Cardinality.ONE, row -> {
                    throw new RetryableException("Cannot reach the service: timeout.");
                })))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT));
    }

    @Test
    void mappingToNothingIsAnErrorThatNamesTheRow() {
        assertThatThrownBy(() -> run(words(Cardinality.ONE, row -> List.of())))
                .hasMessageContainingAll("Cannot run 'words' in row 0 of the batch (id=0,", "0 records for one row");
        assertThatThrownBy(() -> run(words(Cardinality.MANY, row -> null))).hasMessageContaining("no records: null");
    }

    @Test
    void aBatchWhoseVectorsAreGoneIsAnErrorNotACrash() throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, SCHEMA, ROWS)) {
            batch.columns().forEach(FieldVector::clear);
            for (String column : List.of("id", "small", "f", "flag", "text", "long", "price")) {
                Transform filter =
                        new FilterOp(col(column).eq(col(column)), SCHEMA).open(new TestContext(SCHEMA, allocator));
                assertThatThrownBy(() -> filter.apply(batch)).as(column).isInstanceOf(RuntimeException.class);
            }
            Transform filter = new FilterOp(col("id").ge(3), SCHEMA).open(new TestContext(SCHEMA, allocator));
            assertThatThrownBy(() -> filter.apply(batch))
                    .hasMessage(
                            "Cannot read column 'id': expected 88 bytes for its values but found 0. Mend the code that"
                                    + " made it: it has been closed, or was never allocated.");
            assertThatThrownBy(() -> Gather.rows(batch, new int[] {1, 5}, 2, allocator))
                    .hasMessageStartingWith("Cannot read column 'id': expected 48 bytes for its values but found 0.");
        }
    }

    @Test
    void anExpressionThatFailsInTheMiddleOfABatchLeaksNothing() {
        Expr fails = lit(10).dividedBy(col("id").minus(7));

        assertThatThrownBy(() ->
                        run(project(SCHEMA, new NamedExpr("copy", col("text").upper()), new NamedExpr("fails", fails))))
                .hasMessageStartingWith("Cannot compute 10 / (id - 7)")
                .hasMessageContaining("in row 7 of the batch");
        assertThatThrownBy(() -> run(new FilterOp(fails.gt(1), SCHEMA))).hasMessageContaining("in row 7 of the batch");
    }

    /** Runs all rows as one batch; fails if something leaks. */
    private static List<Map<String, Object>> run(PhysicalOp op) throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, SCHEMA, ROWS);
                Transform transform = op.open(new TestContext(SCHEMA, allocator));
                RecordBatch result = transform.apply(batch)) {
            return TestBatches.rows(result);
        }
    }
}
