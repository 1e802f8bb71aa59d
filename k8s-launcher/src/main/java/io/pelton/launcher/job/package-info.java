// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Finds, compiles and starts the user's program, and stops its jobs on a signal. */
@NullMarked
package io.pelton.launcher.job;

import org.jspecify.annotations.NullMarked;
