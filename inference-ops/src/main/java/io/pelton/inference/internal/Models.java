// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.OperatorContext;
import io.pelton.inference.ModelDescription;
import io.pelton.inference.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** Puts the parts of a model over columns together for an actor. */
public final class Models {
    private static final int[] RUN_ROWS = {8, 32, 128, 512, 2048};

    /**
     * Rows as large as a picture's are work enough for a processor by a few: more take memory and gain nothing (ResNet-18
     * measured 2 % from 1 to 8, of which 1.4 % from 4 to 8, and nothing beyond).
     */
    private static final int[] LARGE_RUN_ROWS = {1, 4, 8};

    private static final int USUAL_LARGE_RUN_ROWS = 8;
    private static final long LARGE_ROW_BYTES = 64 << 10;

    private static final long SMALL_ROW_BYTES = 4 << 10;

    private static final int BATCH_ROWS = 1024;
    private static final long BATCH_BYTES = 5L << 20;
    private static final long DEVICE_BATCH_BYTES = 64L << 20;

    private Models() {}

    /**
     * All that a model is asked to do.
     *
     * @param rowBudget rows of a run, or 0 to find the best
     */
    public record Request(ModelFile model, SessionSettings session, ModelPlan plan, int rowBudget) {}

    /**
     * The rows that a model would like in a batch: no more of large ones than keep it busy, so that no actor waits while
     * another's batch is brought together.
     */
    public static int batchRows(ModelDescription model, SessionSettings session) {
        long bytes = session.onProcessor() ? BATCH_BYTES : DEVICE_BATCH_BYTES;
        return (int) Math.max(1, Math.min(BATCH_ROWS, bytes / Math.max(1, rowBytes(model))));
    }

    /** Whether rows are single numbers or lists of some hundred at the most. */
    public static boolean isSmallRow(ModelDescription model) {
        return rowBytes(model) <= SMALL_ROW_BYTES
                && model.inputs().stream()
                        .allMatch(input -> input.shape() != null
                                && input.shape().size() <= 2
                                && input.shape().stream().skip(1).allMatch(TensorSpec.Dimension::isFixed));
    }

    /** The bytes of a row of all inputs; a dimension that varies counts as 1. */
    private static long rowBytes(ModelDescription model) {
        long sum = 0;
        for (TensorSpec input : model.inputs()) {
            List<TensorSpec.Dimension> shape = input.shape();
            long bytes = 4;
            for (int i = 1; shape != null && i < shape.size(); i++) {
                bytes *= shape.get(i).isFixed() ? shape.get(i).size() : 1;
            }
            sum += bytes;
        }
        return sum;
    }

    /** Opens the model for one actor; session and calibration are shared with the others. */
    public static BatchFunction open(Request request, OperatorContext context) throws Exception {
        SharedSession session = SharedSession.of(context, request.model(), request.session());
        return new ModelFunction(
                session.label(),
                session.environment(),
                (inputs, requested, pinned) -> session.session().run(inputs, requested, pinned),
                request.plan(),
                budget(request, context),
                context);
    }

    private static Calibration budget(Request request, OperatorContext context) throws Exception {
        int most = request.plan().maxRunRows();
        if (most == 1 || (request.rowBudget() == 0 && request.model().quantizesByRun())) {
            return Calibration.fixed(1);
        }
        boolean large =
                request.session().onProcessor() && rowBytes(request.model().description()) >= LARGE_ROW_BYTES;
        int[] sizes = Arrays.stream(large ? LARGE_RUN_ROWS : RUN_ROWS)
                .map(rows -> Math.min(rows, most))
                .distinct()
                .toArray();
        return Calibrations.of(
                context,
                "rows of a run",
                request.model(),
                request.session(),
                Math.min(request.rowBudget(), most),
                sizes,
                large ? Math.min(USUAL_LARGE_RUN_ROWS, most) : sizes[sizes.length - 1]);
    }
}
