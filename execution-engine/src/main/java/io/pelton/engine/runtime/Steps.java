// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RowView;
import io.pelton.engine.plan.BrokenContractException;
import io.pelton.engine.plan.PhysicalOp;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.plan.Transform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The fused steps of a stage, opened for one actor, and what is done when they fail.
 *
 * <p>A batch that fails with {@link ErrorKind#TRANSIENT} is tried again, with growing pauses. One that fails otherwise is
 * tried in halves, down to the row: so a batch too large for memory is worked on in smaller ones, and the row that cannot
 * be worked on is known by name. {@link ErrorKind#INTERNAL} fails at once, and so does an operator that breaks its contract,
 * as it would on any rows.
 *
 * <p><b>Threads.</b> One at a time.
 */
final class Steps implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int PREVIEW_LENGTH = 300;

    private final Stage stage;
    private final List<Transform> transforms = new ArrayList<>();
    private final List<ActorContext> contexts = new ArrayList<>();
    private final ActorContext context;
    private final Duration firstPause;
    /** The most rows that every step may be given at a time. */
    private final int maxRows;

    private final boolean leaveInput;
    /** The step that runs, or the one that failed. */
    private int at;

    private Steps(Stage stage, ActorContext context, Duration firstPause) {
        this.stage = stage;
        this.context = context;
        this.firstPause = firstPause;
        this.leaveInput = stage.ops().isEmpty() || stage.ops().get(0).leavesInput();
        this.maxRows = stage.ops().stream().allMatch(PhysicalOp::takesAnyRows) ? Integer.MAX_VALUE : stage.batchRows();
    }

    /** Opens all steps; if one cannot be opened, closes the others. */
    static Steps open(Stage stage, ContextFactory contexts, Duration firstPause) throws Exception {
        Steps steps = new Steps(stage, contexts.create(stage.inputSchema(), stage.batchRows()), firstPause);
        try {
            Schema schema = stage.inputSchema();
            for (PhysicalOp op : stage.ops()) {
                steps.at = steps.transforms.size();
                ActorContext context = contexts.create(schema, op.batchRows(stage.batchRows()));
                steps.contexts.add(context);
                steps.transforms.add(op.open(context));
                schema = op.outputSchema();
            }
            return steps;
        } catch (Throwable t) {
            try {
                steps.close();
            } catch (Throwable second) {
                t.addSuppressed(second);
            }
            throw steps.cannotOpen(t);
        }
    }

    private Exception cannotOpen(Throwable t) {
        if (t instanceof Error && !(t instanceof OutOfMemoryError) && !(t instanceof LinkageError)) {
            throw (Error) t;
        }
        return new PeltonException(
                PeltonException.kindOf(t),
                "Cannot start stage " + this + step() + ": "
                        + (t instanceof PeltonException
                                ? reason(t)
                                : "expected a function but found " + t
                                        + ". Mend what opens it, such as its constructor, or give it what it needs."),
                t);
    }

    /** Whether rows are left as they are. */
    boolean isEmpty() {
        return transforms.isEmpty();
    }

    /** Whether batches that are given to {@link #apply} are as they were afterwards, however it ends. */
    boolean leaveInput() {
        return leaveInput;
    }

    /** Makes a context for steps that take rows of a schema, so many at a time. */
    interface ContextFactory {
        ActorContext create(Schema input, int batchRows);
    }

    /** Names rows of a batch in messages, as in {@code row 7 of a.parquet}. */
    @FunctionalInterface
    interface Place {
        /** The name of so many rows of the batch from the one of a number on. */
        String of(int firstRow, int rows);
    }

    /**
     * Runs the steps over rows that lie in several pieces. Where each piece but the last is whole batches they are worked
     * on as they lie, otherwise copied together first.
     *
     * @param pieces borrowed; at least one
     * @param place names the rows in messages
     * @return the rows that are left, handed over; null if there are none
     */
    @Nullable
    RecordBatch apply(List<RecordBatch> pieces, Place place) throws Exception {
        if (!wholeButLast(pieces)) {
            try (RecordBatch input = RecordBatch.concat(allocator(), pieces)) {
                return apply(input, place);
            }
        }
        if (pieces.size() == 1) {
            return apply(pieces.get(0), place);
        }
        List<RecordBatch> parts = new ArrayList<>(pieces.size());
        int before = 0;
        try {
            for (RecordBatch piece : pieces) {
                int from = before;
                RecordBatch result = apply(piece, (row, rows) -> place.of(from + row, rows));
                before += piece.rowCount();
                if (result != null) {
                    parts.add(result);
                }
            }
            return joined(parts);
        } finally {
            parts.forEach(RecordBatch::close);
        }
    }

    /** Whether each piece but the last is whole batches. */
    private boolean wholeButLast(List<RecordBatch> pieces) {
        for (int i = 0; i < pieces.size() - 1; i++) {
            if (pieces.get(i).rowCount() % stage.batchRows() != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs the steps over the rows of one batch or more.
     *
     * @param input borrowed; cut into batches if it has more rows than a step may be given
     * @param place names the rows in messages
     * @return the rows that are left, handed over; null if there are none
     */
    @Nullable
    RecordBatch apply(RecordBatch input, Place place) throws Exception {
        if (input.rowCount() <= maxRows) {
            return attempt(input, 0, place, 1);
        }
        List<RecordBatch> parts = new ArrayList<>(input.rowCount() / maxRows + 1);
        try {
            for (int from = 0; from < input.rowCount(); from += maxRows) {
                add(input, from, Math.min(maxRows, input.rowCount() - from), place, parts);
            }
            return joined(parts);
        } finally {
            parts.forEach(RecordBatch::close);
        }
    }

    private void add(RecordBatch input, int from, int length, Place place, List<RecordBatch> parts) throws Exception {
        try (RecordBatch rows = input.slice(from, length)) {
            RecordBatch result = attempt(rows, from, place, 1);
            if (result != null) {
                parts.add(result);
            }
        }
    }

    private @Nullable RecordBatch joined(List<RecordBatch> parts) {
        if (parts.size() == 1) {
            return parts.remove(0);
        }
        return parts.isEmpty() ? null : RecordBatch.concat(allocator(), parts);
    }

    private @Nullable RecordBatch attempt(RecordBatch input, int firstRow, Place place, int attempt) throws Exception {
        try {
            return once(input);
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            if (e instanceof InterruptedException) {
                throw e;
            }
            ErrorKind kind = PeltonException.kindOf(e);
            if (kind == ErrorKind.TRANSIENT && attempt < ATTEMPTS) {
                Thread.sleep(firstPause.toMillis() << (attempt - 1));
                return attempt(input, firstRow, place, attempt + 1);
            }
            if (kind == ErrorKind.TRANSIENT) {
                throw failed(input, place.of(firstRow, input.rowCount()) + ", " + ATTEMPTS + " times", kind, e);
            }
            if (kind == ErrorKind.INTERNAL || e instanceof BrokenContractException || input.rowCount() <= 1) {
                throw failed(input, place.of(firstRow, input.rowCount()), kind, e);
            }
            context.counters().add("batches.halved", 1);
            return halves(input, firstRow, place);
        }
    }

    private @Nullable RecordBatch halves(RecordBatch input, int firstRow, Place place) throws Exception {
        int half = input.rowCount() / 2;
        Place here = (row, rows) -> place.of(firstRow + row, rows);
        List<RecordBatch> parts = new ArrayList<>(2);
        try {
            add(input, 0, half, here, parts);
            add(input, half, input.rowCount() - half, here, parts);
            return joined(parts);
        } finally {
            parts.forEach(RecordBatch::close);
        }
    }

    private @Nullable RecordBatch once(RecordBatch input) throws Exception {
        RecordBatch rows = input;
        for (at = 0; at < transforms.size(); at++) {
            if (at > 0 && !stage.ops().get(at).leavesInput()) {
                rows = owned(rows);
            }
            RecordBatch next;
            try {
                next = transforms.get(at).apply(rows);
            } finally {
                if (rows != input) {
                    rows.close();
                }
            }
            rows = next;
            if (rows.rowCount() == 0) {
                rows.close();
                return null;
            }
        }
        return rows == input ? input.slice(0, input.rowCount()) : rows;
    }

    /** The same rows, of vectors that the input of the step before does not share, as it may when it was appended to. */
    private static RecordBatch owned(RecordBatch rows) {
        try (rows) {
            return rows.slice(0, rows.rowCount());
        }
    }

    BufferAllocator allocator() {
        return context.allocator();
    }

    private PeltonException failed(RecordBatch rows, String where, ErrorKind kind, Throwable cause) {
        String which = rows.rowCount() == 1 ? where + " " + preview(rows) : where;
        return new PeltonException(
                kind, "Cannot run stage " + this + step() + " on " + which + ": " + explained(kind, cause), cause);
    }

    private static String explained(ErrorKind kind, Throwable cause) {
        if (cause instanceof PeltonException) {
            return reason(cause);
        }
        return "expected a result but found " + cause
                + (kind == ErrorKind.RESOURCE
                        ? ". Give it more memory, or let it work on fewer rows at a time."
                        : ". Mend the function, or filter such rows out first.");
    }

    /** The step that failed, where the name of the stage does not say it. */
    private String step() {
        if (stage.ops().size() < 2) {
            return "";
        }
        String step = stage.ops().get(at).describe();
        return step.endsWith(stage.name()) ? "" : " (" + step + ")";
    }

    /** The stage, as messages name it. */
    @Override
    public String toString() {
        return stage.id() + " '" + stage.name() + "'";
    }

    private static String preview(RecordBatch rows) {
        StringBuilder text = new StringBuilder("{");
        Map<String, @Nullable Object> values;
        try {
            values = new RowView(rows).at(0).toMap();
        } catch (RuntimeException e) {
            return "{that cannot be shown: " + reason(e) + "}";
        }
        for (Map.Entry<String, @Nullable Object> column : values.entrySet()) {
            String value = String.valueOf(column.getValue());
            text.append(text.length() > 1 ? ", " : "")
                    .append(column.getKey())
                    .append('=')
                    .append(value.length() > 60 ? value.substring(0, 60) + "..." : value);
            if (text.length() > PREVIEW_LENGTH) {
                text.append(", ...");
                break;
            }
        }
        return text.append('}').toString();
    }

    /** What a throwable says: Pelton's own messages as they are, others with their type. */
    static String reason(Throwable t) {
        return t instanceof PeltonException ? String.valueOf(t.getMessage()) : t.toString();
    }

    @Override
    public void close() throws Exception {
        Throwable first = null;
        List<AutoCloseable> all = new ArrayList<>(transforms);
        all.addAll(contexts);
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Throwable t) {
                first = first == null ? t : first;
            }
        }
        if (first != null) {
            throw first instanceof Exception ? (Exception) first : new IllegalStateException(first);
        }
    }
}
