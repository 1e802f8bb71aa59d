// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.testing;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.Operator;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RecordColumns;
import io.pelton.dataset.internal.RowView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Runs any {@link Operator} the ways that an engine may run it, and holds it to its contract:
 *
 * <pre>{@code
 * OperatorHarness.verify(operator)
 *         .input(new Text("a"), new Text(null), new Text("ccc"))
 *         .expect(new Length(1L), new Length(null), new Length(3L));
 * }</pre>
 *
 * <p>Each check runs the operator in batches of 1, 2, 7 and all rows, in each of these also with the columns left out that
 * it does not require; in two instances on two threads at once; and with memory that ends in the middle. It fails with an
 * {@link AssertionError} that says what was broken if a result has other rows, other columns than {@link
 * Operator#outputSchema} promised, or other values than expected; if the values depend on how rows are cut into batches;
 * if a function changes or closes its input, or the columns that it promised to keep; or if memory is still allocated, or a
 * shared resource still open, when all is closed.
 *
 * <p><b>Threads.</b> Serves one thread at a time; starts two of its own and waits for them.
 */
public final class OperatorHarness {
    private final Operator operator;
    private final double tolerance;

    private OperatorHarness(Operator operator, double tolerance) {
        this.operator = requireNonNull(operator, "operator");
        this.tolerance = tolerance;
    }

    /** The operator to hold to its contract. */
    public static OperatorHarness verify(Operator operator) {
        return new OperatorHarness(operator, 0);
    }

    /** Lets floating values differ from those expected, and between batch sizes, by so much. */
    public OperatorHarness tolerance(double atMost) {
        return new OperatorHarness(operator, atMost);
    }

    /** Rows to run it on, at least one. */
    @SafeVarargs
    public final <R extends Record> Check input(R... rows) {
        List<R> list = Arrays.asList(rows);
        RecordColumns columns = RecordColumns.of(list.get(0).getClass());
        BufferAllocator root = new RootAllocator();
        return new Check(operator, tolerance, root, columns.toBatch(root, list));
    }

    /** Rows to run it on, at least one; borrowed until the check is done. */
    public Check input(RecordBatch rows) {
        return new Check(operator, tolerance, null, rows);
    }

    /** What to expect of the operator. */
    public static final class Check {
        private final Operator operator;
        private final double tolerance;
        private final @Nullable BufferAllocator owned;
        private final RecordBatch input;

        private Check(Operator operator, double tolerance, @Nullable BufferAllocator owned, RecordBatch input) {
            this.operator = operator;
            this.tolerance = tolerance;
            this.owned = owned;
            this.input = input;
        }

        /**
         * Expects these rows, in the columns that the record has; the result may have more columns.
         *
         * @throws AssertionError if the operator breaks its contract or gives other values
         */
        @SafeVarargs
        public final <R extends Record> void expect(R... rows) {
            List<R> list = Arrays.asList(rows);
            RecordColumns columns = RecordColumns.of(list.get(0).getClass());
            List<Map<String, @Nullable Object>> maps;
            try (BufferAllocator root = new RootAllocator();
                    RecordBatch batch = columns.toBatch(root, list)) {
                maps = rowsOf(batch);
            }
            expect(maps);
        }

        /**
         * Expects these rows, in the columns that the maps have; the result may have more columns.
         *
         * @throws AssertionError if the operator breaks its contract or gives other values
         */
        public void expect(List<? extends Map<String, ? extends @Nullable Object>> rows) {
            Rows.requireSame("the expected rows", rows, results(), tolerance);
        }

        /**
         * Expects the contract only.
         *
         * @throws AssertionError if the operator breaks its contract
         */
        public void holds() {
            results();
        }

        private List<Map<String, @Nullable Object>> results() {
            try (Runs runs = new Runs(operator, input)) {
                List<Map<String, @Nullable Object>> whole = runs.inBatchesOf(input.rowCount(), input);
                Set<Integer> sizes = new TreeSet<>(List.of(1, 2, 7, input.rowCount()));
                for (int size : sizes) {
                    String what = "the rows of one batch, run in batches of " + size;
                    Rows.requireSame(what, whole, runs.inBatchesOf(size, input), tolerance);
                }
                runs.withRequiredColumnsOnly(whole, tolerance);
                runs.onTwoThreads(whole, tolerance);
                runs.withTooLittleMemory();
                return whole;
            } finally {
                if (owned != null) {
                    input.close();
                    owned.close();
                }
            }
        }
    }

    /** The rows of a batch as maps. */
    static List<Map<String, @Nullable Object>> rowsOf(RecordBatch batch) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(batch.rowCount());
        RowView view = new RowView(batch);
        for (int i = 0; i < batch.rowCount(); i++) {
            rows.add(view.at(i).toMap());
        }
        return rows;
    }
}
