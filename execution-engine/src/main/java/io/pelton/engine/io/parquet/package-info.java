// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Parquet files to Arrow and back. */
@NullMarked
package io.pelton.engine.io.parquet;

import org.jspecify.annotations.NullMarked;
