// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** What users write: datasets, the functions they run, and the way to the engine that runs them. */
@NullMarked
package io.pelton.dataset;

import org.jspecify.annotations.NullMarked;
