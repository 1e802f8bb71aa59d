// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** File systems and connectors; the only packages that see Parquet and Hadoop. */
@NullMarked
package io.pelton.engine.io;

import org.jspecify.annotations.NullMarked;
