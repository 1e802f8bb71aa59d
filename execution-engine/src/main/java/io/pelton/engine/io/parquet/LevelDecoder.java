// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/** Decodes the repetition or definition levels of one page, once. */
interface LevelDecoder {
    /**
     * Decodes the next {@code n} levels to the beginning of {@code target}.
     *
     * @param max the highest level there may be
     * @return how many of them equal {@code max}
     */
    int read(byte[] target, int n, int max);

    /** The levels of a column that has only one: zero. */
    LevelDecoder ZEROS = (target, n, max) -> n;
}
