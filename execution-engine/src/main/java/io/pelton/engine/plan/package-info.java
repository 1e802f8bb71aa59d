// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Optimizer, stage planner and the physical operators. */
@NullMarked
package io.pelton.engine.plan;

import org.jspecify.annotations.NullMarked;
