// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import static io.pelton.dataset.expr.Expressions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.engine.plan.RandomExprs;
import io.pelton.engine.plan.ReferenceExpr;
import io.pelton.engine.plan.TestBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;

/** Random expressions over random rows, against a plain interpreter. */
@NullUnmarked
class RandomExpressionsTest {
    @Property(tries = 1500)
    void everyExpressionGivesWhatItsDocumentationSays(@ForAll long seed) {
        RandomExprs random = new RandomExprs(seed);
        List<Map<String, Object>> rows = random.rows(1 + (int) Math.floorMod(seed, 20L));
        Expr expr = random.any(RandomExprs.SCHEMA, 4);

        List<Object> expected = new ArrayList<>();
        boolean fails = false;
        for (Map<String, Object> row : rows) {
            try {
                expected.add(ReferenceExpr.eval(expr, row));
            } catch (ReferenceExpr.Failure e) {
                fails = true;
            }
        }

        if (fails) {
            assertThatThrownBy(() -> evaluate(expr, RandomExprs.SCHEMA, rows))
                    .as("%s over %s", expr, rows)
                    .isInstanceOf(PeltonException.class)
                    .hasMessageStartingWith("Cannot compute");
        } else {
            assertThat(evaluate(expr, RandomExprs.SCHEMA, rows).stream()
                            .map(RandomExpressionsTest::widened)
                            .toList())
                    .as("%s over %s", expr, rows)
                    .usingElementComparator((a, b) -> sameValue(a, b) ? 0 : 1)
                    .isEqualTo(expected);
        }
    }

    @Property(tries = 500)
    void aConditionSelectsTheRowsForWhichItIsTrue(@ForAll long seed) {
        RandomExprs random = new RandomExprs(seed);
        List<Map<String, Object>> rows = random.rows(30);
        Expr condition = random.condition(RandomExprs.SCHEMA, 3);
        List<Integer> expected = new ArrayList<>();
        try {
            for (int i = 0; i < rows.size(); i++) {
                if (Boolean.TRUE.equals(ReferenceExpr.eval(condition, rows.get(i)))) {
                    expected.add(i);
                }
            }
        } catch (ReferenceExpr.Failure e) {
            assertThat(Predicate.canFail(condition, RandomExprs.SCHEMA)).isTrue();
            return;
        }

        try (BufferAllocator allocator = new RootAllocator();
                RecordBatch batch = TestBatches.of(allocator, RandomExprs.SCHEMA, rows)) {
            Predicate predicate = Predicate.compile(condition, RandomExprs.SCHEMA);
            int count = predicate.select(batch);
            assertThat(Arrays.stream(predicate.rows(), 0, count).boxed().toList())
                    .as("%s over %s", condition, rows)
                    .isEqualTo(expected);
        }
    }

    @Property(tries = 300)
    void foldedConstantsAreWhatTheExpressionGives(@ForAll long seed) {
        Schema none = new Schema(List.of());
        Expr expr = new RandomExprs(seed).any(none, 3);

        Expr folded = Constants.fold(expr);

        try {
            Object expected = ReferenceExpr.eval(expr, Map.of());
            assertThat(folded).as("%s", expr).isInstanceOf(Expr.Literal.class);
            assertThat(sameValue(((Expr.Literal) folded).value(), expected))
                    .as("%s is %s", expr, folded)
                    .isTrue();
            assertThat(ExprTypes.typeOf(folded, none)).isEqualTo(ExprTypes.typeOf(expr, none));
        } catch (ReferenceExpr.Failure e) {
            assertThat(folded).isSameAs(expr);
        }
    }

    private static Object widened(Object value) {
        return ReferenceExpr.eval(col("v"), Collections.singletonMap("v", value));
    }

    private static boolean sameValue(Object a, Object b) {
        if (a instanceof Double && b instanceof Double) {
            return a.equals(b) || ((Double) a).doubleValue() == (Double) b;
        }
        return java.util.Objects.equals(a, b);
    }

    /** In batches of one size or another, by one kernel. */
    private static List<Object> evaluate(Expr expr, Schema schema, List<Map<String, Object>> rows) {
        Field field = ExprTypes.fieldOf("result", expr, schema);
        Computation computation = Computation.compile(expr, schema, field);
        List<Object> values = new ArrayList<>();
        int size = 1 + rows.size() % 4;
        try (BufferAllocator allocator = new RootAllocator()) {
            for (int from = 0; from < rows.size(); from += size) {
                List<Map<String, Object>> part = rows.subList(from, Math.min(rows.size(), from + size));
                try (RecordBatch batch = TestBatches.of(allocator, schema, part);
                        FieldVector vector = computation.evaluate(batch, allocator)) {
                    assertThat(vector.getField()).isEqualTo(field);
                    values.addAll(TestBatches.values(vector));
                }
            }
        }
        return values;
    }
}
