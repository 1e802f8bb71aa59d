// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** The {@code pelton} command line: one class for each command. */
@NullMarked
package io.pelton.launcher;

import org.jspecify.annotations.NullMarked;
