// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** The scheduler, a pure state machine. */
@NullMarked
package io.pelton.engine.schedule;

import org.jspecify.annotations.NullMarked;
