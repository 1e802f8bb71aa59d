// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.sink;

/** Where rows go. */
public sealed interface Sink permits ParquetSink {
    /** A short description for plans and messages, such as {@code parquet out/vectors}. */
    String describe();
}
