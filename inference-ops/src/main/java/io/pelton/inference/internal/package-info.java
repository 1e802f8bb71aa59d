// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** How models are read, shared, fed and timed; not for users. */
@NullMarked
package io.pelton.inference.internal;

import org.jspecify.annotations.NullMarked;
