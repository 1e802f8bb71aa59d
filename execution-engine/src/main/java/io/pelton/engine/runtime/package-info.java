// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Drives the scheduler, the actor pools and the connectors. */
@NullMarked
package io.pelton.engine.runtime;

import org.jspecify.annotations.NullMarked;
