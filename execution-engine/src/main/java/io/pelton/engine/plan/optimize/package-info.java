// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/**
 * Rewritings of logical plans that keep their rows, one a class. Start reading at {@link
 * io.pelton.engine.plan.optimize.Optimizer}.
 */
@NullMarked
package io.pelton.engine.plan.optimize;

import org.jspecify.annotations.NullMarked;
