// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** How datasets see rows, records and names; not for users. */
@NullMarked
package io.pelton.dataset.internal;

import org.jspecify.annotations.NullMarked;
