// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source;

/**
 * Where rows come from. {@link ParquetSource} is read by the engine; anything else implements {@link ReadableSource}.
 */
public sealed interface Source permits ParquetSource, ReadableSource {
    /** A short description for plans and messages, such as {@code parquet reviews/*.parquet}. */
    String describe();
}
