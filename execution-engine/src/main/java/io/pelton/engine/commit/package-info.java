// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** The commit log: exactly-once output and resume. */
@NullMarked
package io.pelton.engine.commit;

import org.jspecify.annotations.NullMarked;
