// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Images: their bytes to pixels, pixels to the size that a model takes. */
@NullMarked
package io.pelton.inference.internal.image;

import org.jspecify.annotations.NullMarked;
