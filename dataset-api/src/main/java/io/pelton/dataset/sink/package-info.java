// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Descriptions of where rows go. */
@NullMarked
package io.pelton.dataset.sink;

import org.jspecify.annotations.NullMarked;
