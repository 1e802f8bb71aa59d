// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.OperatorContext;
import java.util.Arrays;

/** The calibration that the actors of a model share, starting at what an earlier job on this machine found. */
final class Calibrations {
    private Calibrations() {}

    /**
     * Starts or joins a calibration.
     *
     * @param what is calibrated, in a word or two
     * @param asked the size that the user asked for, or 0 to find the best
     * @param sizes what to try, among them {@code usual}
     */
    static Calibration of(
            OperatorContext context,
            String what,
            ModelFile model,
            SessionSettings session,
            int asked,
            int[] sizes,
            int usual)
            throws Exception {
        if (asked > 0) {
            return Calibration.fixed(asked);
        }
        String key = String.join(
                " | ",
                what,
                model.key(),
                session.place(),
                Device.describe(),
                "threads " + context.threadsPerActor(),
                "sizes " + Arrays.toString(sizes),
                "onnxruntime " + OnnxRuntime.version());
        CalibrationStore store = new CalibrationStore(context.cacheDirectory());
        return context.shared("calibration " + key, () -> {
            int remembered = store.read(key, usual).orElse(0);
            return Arrays.stream(sizes).anyMatch(size -> size == remembered)
                    ? Calibration.fixed(remembered)
                    : Calibration.among(sizes, usual, chosen -> store.write(key, chosen));
        });
    }
}
