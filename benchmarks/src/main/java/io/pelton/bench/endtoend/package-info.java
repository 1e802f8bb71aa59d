// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Whole jobs, against loops written by hand for that one job. */
@NullMarked
package io.pelton.bench.endtoend;

import org.jspecify.annotations.NullMarked;
