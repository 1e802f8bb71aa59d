// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.pelton.inference.ElementType;

/** ONNX Runtime's element types as ours. */
final class TensorTypes {
    private static final String PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

    private TensorTypes() {}

    static ElementType elementType(OnnxTensorType type) {
        String name = type.name().substring(PREFIX.length());
        for (ElementType candidate : ElementType.values()) {
            if (candidate.name().equals(name)) {
                return candidate;
            }
        }
        return ElementType.OTHER;
    }
}
