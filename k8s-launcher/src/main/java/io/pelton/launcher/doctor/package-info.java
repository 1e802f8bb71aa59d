// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Checks of the machine that jobs will run on, each with its cure. */
@NullMarked
package io.pelton.launcher.doctor;

import org.jspecify.annotations.NullMarked;
