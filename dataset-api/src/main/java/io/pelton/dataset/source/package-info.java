// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Descriptions of where rows come from. */
@NullMarked
package io.pelton.dataset.source;

import org.jspecify.annotations.NullMarked;
