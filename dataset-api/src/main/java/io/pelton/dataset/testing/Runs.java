// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.testing;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Operator;
import io.pelton.dataset.RecordBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Runs one operator over one input in many ways; each way has memory of its own, which must be empty at its end. */
final class Runs implements AutoCloseable {
    private static final String PROBE = "a column that no operator knows";
    private static final int WAIT_SECONDS = 120;

    private final Operator operator;
    private final RecordBatch input;
    private final List<Map<String, @Nullable Object>> inputRows;
    private final Set<String> kept;
    private long peakBytes;

    Runs(Operator operator, RecordBatch input) {
        this.operator = operator;
        this.input = input;
        this.inputRows = OperatorHarness.rowsOf(input);
        this.kept = keptColumns();
    }

    /** The input's columns that must come out as they went in: those that stand before a column that nobody knows. */
    private Set<String> keptColumns() {
        Set<String> names = new HashSet<>();
        if (operator.output() == Operator.Output.KEEPS_INPUT) {
            List<Field> fields = new ArrayList<>(input.schema().getFields());
            fields.add(Field.nullable(PROBE, ArrowType.Bool.INSTANCE));
            for (Field field : operator.outputSchema(new Schema(fields)).getFields()) {
                if (field.getName().equals(PROBE)) {
                    return names;
                }
                names.add(field.getName());
            }
            throw new AssertionError(
                    "Expected '" + operator.name() + "' to keep all input columns, as its output() says, but"
                            + " outputSchema leaves out a column that it does not know.");
        }
        return names;
    }

    /** The results of one instance that is given so many rows at a time. */
    List<Map<String, @Nullable Object>> inBatchesOf(int size, RecordBatch rows) {
        try (RootAllocator root = new RootAllocator()) {
            List<Map<String, @Nullable Object>> results = run(size, rows, root);
            peakBytes = Math.max(peakBytes, root.getPeakMemoryAllocation());
            return results;
        } catch (AssertionError e) {
            throw e;
        } catch (Exception | Error e) {
            throw new AssertionError(
                    "Expected '" + operator.name() + "' to run in batches of " + size + " but it threw " + e, e);
        }
    }

    private List<Map<String, @Nullable Object>> run(int size, RecordBatch rows, BufferAllocator memory)
            throws Exception {
        Schema promised = operator.outputSchema(rows.schema());
        List<Map<String, @Nullable Object>> results = new ArrayList<>();
        try (HarnessContext context = new HarnessContext(rows.schema(), memory);
                BatchFunction function = operator.open(context)) {
            for (int from = 0; from < rows.rowCount(); from += size) {
                int count = Math.min(size, rows.rowCount() - from);
                try (RecordBatch result = apply(function, rows.slice(from, count), from)) {
                    check(promised, result, from, count);
                    results.addAll(OperatorHarness.rowsOf(result));
                }
            }
        }
        long left = memory.getAllocatedMemory();
        if (left != 0) {
            throw new AssertionError("Expected '" + operator.name() + "' to leave no memory allocated but found " + left
                    + " bytes after its results and the function were closed.");
        }
        return results;
    }

    /** Calls the function and closes its input before anybody looks at the result. */
    private RecordBatch apply(BatchFunction function, RecordBatch batch, int from) throws Exception {
        List<Map<String, @Nullable Object>> before = OperatorHarness.rowsOf(batch);
        try (batch) {
            RecordBatch result = function.apply(batch);
            if (result == null || result == batch) {
                throw new AssertionError("Expected '" + operator.name() + "' to give a batch of its own but found "
                        + (result == null ? "null" : "its input") + ". Give batch.slice(0, batch.rowCount()).");
            }
            try {
                Rows.requireSame(
                        "'" + operator.name() + "' to leave its input as it was",
                        before,
                        OperatorHarness.rowsOf(batch),
                        0);
            } catch (RuntimeException | Error e) {
                result.close();
                throw e instanceof AssertionError
                        ? (AssertionError) e
                        : new AssertionError(
                                "Expected '" + operator.name() + "' to leave its input open, from row " + from
                                        + ", but reading it threw " + e,
                                e);
            }
            return result;
        }
    }

    private void check(Schema promised, RecordBatch result, int from, int count) {
        if (result.rowCount() != count) {
            throw new AssertionError("Expected '" + operator.name() + "' to give " + count + " rows for " + count
                    + " but found " + result.rowCount() + ".");
        }
        if (!result.schema().equals(promised)) {
            throw new AssertionError("Expected '" + operator.name() + "' to give the columns that it promised, "
                    + promised + ", but found " + result.schema() + ".");
        }
        List<Map<String, @Nullable Object>> found = OperatorHarness.rowsOf(result);
        for (int i = 0; i < count; i++) {
            for (String name : kept) {
                if (found.get(i).containsKey(name)) {
                    Map<String, @Nullable Object> expected = new java.util.HashMap<>();
                    expected.put(name, inputRows.get(from + i).get(name));
                    Rows.requireSame("kept columns as they were", List.of(expected), List.of(found.get(i)), 0);
                }
            }
        }
    }

    /** Runs it on the columns that it asks for; what it computes must not change. */
    void withRequiredColumnsOnly(List<Map<String, @Nullable Object>> whole, double tolerance) {
        Set<String> required = operator.requiredColumns(input.schema());
        List<String> names = new ArrayList<>();
        for (Field field : input.schema().getFields()) {
            if (required.contains(field.getName())) {
                names.add(field.getName());
            }
        }
        if (names.size() == input.schema().getFields().size()) {
            return;
        }
        try (RecordBatch few = input.select(names)) {
            List<Map<String, @Nullable Object>> results = inBatchesOf(input.rowCount(), few);
            Rows.requireSame(
                    "the same values from the required columns " + names + " alone", results, whole, tolerance);
        }
    }

    /** Runs two instances at once, each on rows of its own. */
    void onTwoThreads(List<Map<String, @Nullable Object>> whole, double tolerance) {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<List<Map<String, @Nullable Object>>> one = threads.submit(ownRows(3));
            Future<List<Map<String, @Nullable Object>>> other = threads.submit(ownRows(5));
            Rows.requireSame("the rows of one batch, run beside another instance", whole, await(one), tolerance);
            Rows.requireSame("the rows of one batch, run beside another instance", whole, await(other), tolerance);
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<List<Map<String, @Nullable Object>>> ownRows(int size) {
        RootAllocator root = new RootAllocator();
        RecordBatch half = input.slice(0, input.rowCount() / 2);
        RecordBatch rest = input.slice(input.rowCount() / 2, input.rowCount() - input.rowCount() / 2);
        RecordBatch copy = RecordBatch.concat(root, List.of(half, rest));
        half.close();
        rest.close();
        return () -> {
            try (root;
                    copy) {
                return inBatchesOf(size, copy);
            }
        };
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Error ? (Error) e.getCause() : new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("Expected two instances to end within " + WAIT_SECONDS + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs it with less memory than it takes: it may fail, and must free all the same. */
    void withTooLittleMemory() {
        for (long limit : new long[] {0, 1, peakBytes / 4, peakBytes / 2, peakBytes * 3 / 4, peakBytes - 1}) {
            try (RootAllocator root = new RootAllocator(Math.max(0, limit))) {
                try {
                    run(2, input, root);
                } catch (AssertionError e) {
                    throw e;
                } catch (Exception | Error expected) {
                    requireEmpty(root, limit, expected);
                }
            }
        }
    }

    private void requireEmpty(RootAllocator root, long limit, Throwable failure) {
        long left = root.getAllocatedMemory();
        if (left != 0) {
            throw new AssertionError(
                    "Expected '" + operator.name() + "' to free what it allocated when it failed, with " + limit
                            + " bytes of memory, but " + left + " bytes are left. It failed with " + failure,
                    failure);
        }
    }

    @Override
    public void close() {
        Rows.requireSame("the input as it was", inputRows, OperatorHarness.rowsOf(input), 0);
    }
}
