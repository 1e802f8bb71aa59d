// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** The sources that come with datasets; not for users. */
@NullMarked
package io.pelton.dataset.source.internal;

import org.jspecify.annotations.NullMarked;
