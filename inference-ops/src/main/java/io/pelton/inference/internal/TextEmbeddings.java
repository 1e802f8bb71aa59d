// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.OperatorContext;
import io.pelton.inference.Pooling;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Puts the parts of a text embedding together for an actor. */
public final class TextEmbeddings {
    private static final int[] TOKEN_BUDGETS = {128, 256, 384, 512};
    private static final int USUAL_BUDGET = 512;

    private TextEmbeddings() {}

    /**
     * All that an embedding is asked to do.
     *
     * @param tokenBudget padded tokens of a run, or 0 to find the best
     */
    public record Request(
            ModelFile model,
            SessionSettings session,
            TextModelShape shape,
            TokenizerFile tokenizer,
            String from,
            String into,
            int maxTokens,
            Pooling pooling,
            boolean normalized,
            int tokenBudget) {}

    /** Loads native code beside the planning of a job that will need it. */
    public static void startLibraries() {
        NativeLibraries.startTokenizers();
    }

    /** Whether a column of this field can be embedded. */
    public static boolean isText(Field field) {
        return TextColumn.isText(field.getType());
    }

    /** The schema of a batch that vectors were added to. */
    public static Schema withVectors(Schema input, String into, int dimensions) {
        return Schemas.append(input, List.of(VectorColumn.field(into, dimensions)));
    }

    /**
     * Opens the embedding for one actor; session, tokenizer and calibration are shared with the others. The model loads
     * beside the tokenizer.
     */
    public static BatchFunction open(Request request, OperatorContext context) throws Exception {
        SessionSettings settings = settings(request.session(), request.tokenBudget());
        FutureTask<SharedSession> loading =
                new FutureTask<>(() -> SharedSession.of(context, request.model(), settings));
        new Thread(loading, "pelton-load-model").start();
        TextTokenizer tokenizer;
        try {
            tokenizer = request.tokenizer().tokenizer(context, request.maxTokens());
        } finally {
            awaitEnd(loading);
        }
        SharedSession session = result(loading);
        return new EmbeddingFunction(
                request.from(),
                request.into(),
                tokenizer::encode,
                new OnnxTextModel(session, request.shape(), context.allocator()),
                new Pooler(
                        request.pooling(), request.normalized(), request.shape().dimensions()),
                budget(request, context),
                context.counters(),
                context.allocator(),
                System::nanoTime);
    }

    /** The steps of a run of few tokens are small. */
    static SessionSettings settings(SessionSettings asked, int tokenBudget) {
        return tokenBudget <= USUAL_BUDGET && asked.onProcessor() ? asked.withoutArena() : asked;
    }

    /** Waits, interrupted or not: the context may be closed only when nothing is added to it any more. */
    private static void awaitEnd(FutureTask<?> task) {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break; // told where the result is taken
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static SharedSession result(FutureTask<SharedSession> loading) throws Exception {
        try {
            return loading.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }

    private static Calibration budget(Request request, OperatorContext context) throws Exception {
        if (request.tokenBudget() == 0 && request.model().quantizesByRun()) {
            return Calibration.fixed(1);
        }
        return Calibrations.of(
                context,
                "tokens of a run",
                request.model(),
                request.session(),
                request.tokenBudget(),
                TOKEN_BUDGETS,
                USUAL_BUDGET);
    }
}
