// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** The engine that runs plans: wiring only; the work is in the packages below. */
@NullMarked
package io.pelton.engine;

import org.jspecify.annotations.NullMarked;
