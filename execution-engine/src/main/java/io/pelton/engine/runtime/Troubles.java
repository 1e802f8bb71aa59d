// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong while a job is put away: each step is taken, whatever became of those before it. */
final class Troubles {
    private final List<Throwable> all = new ArrayList<>();

    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            all.add(e);
        }
    }

    /**
     * Tells of it, if there was any.
     *
     * @param broken what the job died of, which gets it as suppressed; if null, it is thrown
     */
    void report(@Nullable Throwable broken) {
        Throwable first = broken;
        for (Throwable trouble : all) {
            if (first == null) {
                first = trouble;
            } else if (first != trouble) {
                first.addSuppressed(trouble);
            }
        }
        if (broken == null && first != null) {
            throw new PeltonException(ErrorKind.INTERNAL, "Cannot end the job cleanly: " + Steps.reason(first), first);
        }
    }
}
