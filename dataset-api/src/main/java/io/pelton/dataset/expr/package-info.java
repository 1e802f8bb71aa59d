// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Typed expressions over columns. */
@NullMarked
package io.pelton.dataset.expr;

import org.jspecify.annotations.NullMarked;
