// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.parquet.format.Encoding;

/**
 * A data page, decompressed.
 *
 * @param entries how many values, nulls and empty lists it holds
 * @param repetitions their repetition levels
 * @param definitions their definition levels
 * @param encoding how the values are stored
 * @param bytes holds the values; valid until the next page is read
 * @param from where they begin
 * @param to where they end
 */
record DataPage(
        int entries,
        LevelDecoder repetitions,
        LevelDecoder definitions,
        Encoding encoding,
        byte[] bytes,
        int from,
        int to) {}
