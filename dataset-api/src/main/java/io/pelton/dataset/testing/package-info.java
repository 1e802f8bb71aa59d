// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** What whoever writes an operator tests it with; needs no test framework. */
@NullMarked
package io.pelton.dataset.testing;

import org.jspecify.annotations.NullMarked;
