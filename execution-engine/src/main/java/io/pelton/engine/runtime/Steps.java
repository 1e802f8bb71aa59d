// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RowView;
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
 * be worked on is known by name. {@link ErrorKind#INTERNAL} fails at once.
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

    private Steps(Stage stage, ActorContext context, Duration firstPause) {
        this.stage = stage;
        this.context = context;
        this.firstPause = firstPause;
    }

    /** Opens all steps; if one cannot be opened, closes the others. */
    static Steps open(Stage stage, ContextFactory contexts, Duration firstPause) throws Exception {
        Steps steps = new Steps(stage, contexts.create(stage.inputSchema()), firstPause);
        try {
            Schema schema = stage.inputSchema();
            for (PhysicalOp op : stage.ops()) {
                ActorContext context = contexts.create(schema);
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
            throw cannotOpen(stage, t);
        }
    }

    private static Exception cannotOpen(Stage stage, Throwable t) {
        if (t instanceof Error && !(t instanceof OutOfMemoryError) && !(t instanceof LinkageError)) {
            throw (Error) t;
        }
        return new PeltonException(
                PeltonException.kindOf(t),
                "Cannot start stage " + stage.id() + " '" + stage.name() + "': " + reason(t),
                t);
    }

    /** Makes a context for steps that take rows of a schema. */
    interface ContextFactory {
        ActorContext create(Schema input);
    }

    /**
     * Runs the steps over a batch.
     *
     * @param input borrowed
     * @param where names the rows in messages
     * @return the rows that are left, handed over; null if there are none
     */
    @Nullable
    RecordBatch apply(RecordBatch input, String where) throws Exception {
        return attempt(input, 0, where, 1);
    }

    private @Nullable RecordBatch attempt(RecordBatch input, int firstRow, String where, int attempt) throws Exception {
        try {
            return once(input);
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            if (e instanceof InterruptedException) {
                throw e;
            }
            ErrorKind kind = PeltonException.kindOf(e);
            if (kind == ErrorKind.TRANSIENT && attempt < ATTEMPTS) {
                Thread.sleep(firstPause.toMillis() << (attempt - 1));
                return attempt(input, firstRow, where, attempt + 1);
            }
            if (kind == ErrorKind.INTERNAL || kind == ErrorKind.TRANSIENT || input.rowCount() <= 1) {
                throw failed(input, firstRow, where, kind, e);
            }
            context.counters().add("batches.halved", 1);
            return halves(input, firstRow, where);
        }
    }

    private @Nullable RecordBatch halves(RecordBatch input, int firstRow, String where) throws Exception {
        int half = input.rowCount() / 2;
        List<RecordBatch> parts = new ArrayList<>(2);
        try {
            for (int part = 0; part < 2; part++) {
                int from = part * half;
                try (RecordBatch rows = input.slice(from, part == 0 ? half : input.rowCount() - half)) {
                    RecordBatch result = attempt(rows, firstRow + from, where, 1);
                    if (result != null) {
                        parts.add(result);
                    }
                }
            }
            return parts.isEmpty() ? null : RecordBatch.concat(allocator(), parts);
        } finally {
            parts.forEach(RecordBatch::close);
        }
    }

    private @Nullable RecordBatch once(RecordBatch input) throws Exception {
        RecordBatch rows = input;
        for (Transform transform : transforms) {
            RecordBatch next;
            try {
                next = transform.apply(rows);
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

    BufferAllocator allocator() {
        return context.allocator();
    }

    private PeltonException failed(RecordBatch rows, int firstRow, String where, ErrorKind kind, Throwable cause) {
        String which = rows.rowCount() == 1
                ? " on row " + preview(rows)
                : " on rows " + firstRow + " to " + (firstRow + rows.rowCount() - 1) + " of a batch";
        return new PeltonException(
                kind,
                "Cannot run stage " + stage.id() + " '" + stage.name() + "'" + which + ": " + reason(cause) + " ["
                        + where + "]",
                cause);
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
