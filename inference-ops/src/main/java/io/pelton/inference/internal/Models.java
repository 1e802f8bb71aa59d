// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.OperatorContext;
import java.util.Arrays;

/** Puts the parts of a model over columns together for an actor. */
public final class Models {
    private static final int[] RUN_ROWS = {8, 32, 128, 512, 2048};

    private Models() {}

    /**
     * All that a model is asked to do.
     *
     * @param rowBudget rows of a run, or 0 to find the best
     */
    public record Request(ModelFile model, SessionSettings session, ModelPlan plan, int rowBudget) {}

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
        int[] sizes = Arrays.stream(RUN_ROWS)
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
                sizes[sizes.length - 1]);
    }
}
