// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/**
 * Expressions over batches: compiled once for an actor, evaluated column by column without garbage for each row. Start
 * reading at {@link io.pelton.engine.plan.kernel.Kernel}.
 */
@NullMarked
package io.pelton.engine.plan.kernel;

import org.jspecify.annotations.NullMarked;
