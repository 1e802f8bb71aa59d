// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OrtException;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;

/** What ONNX Runtime's error codes ask for. */
final class OrtErrors {
    private OrtErrors() {}

    /** The failure to make a session of a model. */
    static PeltonException loading(String model, OrtException e) {
        String cure =
                switch (e.getCode()) {
                    case ORT_NOT_IMPLEMENTED -> "Use a model whose operators this version of ONNX Runtime has.";
                    case ORT_NO_SUCHFILE -> "Put the file there.";
                    case ORT_EP_FAIL, ORT_ENGINE_ERROR, ORT_DEVICE_RESET -> "Check the device, or run on the CPU.";
                    default -> "The file is damaged or made for another version: fetch or export it again.";
                };
        return PeltonException.user("Cannot load model '" + model + "': " + trimmed(e) + " " + cure, e);
    }

    /**
     * The failure of a run. ONNX Runtime has no code for "out of memory": an allocation that fails comes back as
     * {@code FAIL}, {@code RUNTIME_EXCEPTION} or {@code EP_FAIL}, so these ask for a smaller run, and are the row's own
     * failure where the run has no more than one.
     */
    static PeltonException running(String model, int rows, OrtException e) {
        ErrorKind kind =
                switch (e.getCode()) {
                    case ORT_FAIL, ORT_RUNTIME_EXCEPTION, ORT_EP_FAIL -> rows > 1 ? ErrorKind.RESOURCE : ErrorKind.USER;
                    case ORT_ENGINE_ERROR, ORT_DEVICE_RESET -> ErrorKind.TRANSIENT;
                    default -> ErrorKind.USER;
                };
        return new PeltonException(kind, "Cannot run model '" + model + "': " + trimmed(e), e);
    }

    private static String trimmed(OrtException e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.endsWith(".") ? message : message + ".";
    }
}
