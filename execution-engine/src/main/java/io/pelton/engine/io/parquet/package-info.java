// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/**
 * Parquet files to and from Arrow. Reading stands on Parquet's thrift structures alone and writing on parquet-mr, both
 * over {@link io.pelton.engine.io.FileStore}, so that local files are read and written without Hadoop's file systems.
 */
@NullMarked
package io.pelton.engine.io.parquet;

import org.jspecify.annotations.NullMarked;
