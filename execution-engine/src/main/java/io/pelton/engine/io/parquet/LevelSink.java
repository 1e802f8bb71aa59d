// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/** Builds the part of a vector that follows from levels alone. */
interface LevelSink {
    /** Takes entries {@code [from, to)}; {@code repetitions} is not to be read where there are no lists. */
    void accept(byte[] definitions, byte[] repetitions, int from, int to);
}
