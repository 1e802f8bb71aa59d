// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/**
 * How many actors each pool of a pipeline should have: pure functions of what was observed. Start reading at
 * {@link io.pelton.actor.autoscale.Autoscaler}.
 */
@NullMarked
package io.pelton.actor.autoscale;

import org.jspecify.annotations.NullMarked;
