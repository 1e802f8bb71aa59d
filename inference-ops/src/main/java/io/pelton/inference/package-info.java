// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Models as operators: ONNX Runtime sessions, tokenizers and batching by length. */
@NullMarked
package io.pelton.inference;

import org.jspecify.annotations.NullMarked;
