// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;

/** A session's forward pass, apart from who runs it. */
@FunctionalInterface
interface ModelRunner {
    /**
     * Runs a model.
     *
     * @param inputs by name
     * @param requested outputs that the session allocates
     * @param pinned outputs that it writes where they are
     * @return what was requested and pinned; the caller closes it
     */
    OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> requested, Map<String, OnnxTensor> pinned)
            throws OrtException;
}
