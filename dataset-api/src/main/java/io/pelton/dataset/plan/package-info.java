// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** The logical plan: an immutable tree of what a dataset is. */
@NullMarked
package io.pelton.dataset.plan;

import org.jspecify.annotations.NullMarked;
