// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.parquet.io.api.Binary;

/** Gives the values of a buffer one after the other in one array, so that none of them needs an array of its own. */
final class ReusedBytes {
    private final ArrowBuf data;
    private byte[] bytes = new byte[256];

    ReusedBytes(ArrowBuf data) {
        this.data = data;
    }

    /** The bytes {@code [from, to)}, valid until the next call; Parquet's writers copy what they keep. */
    Binary of(int from, int to) {
        int length = to - from;
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, (int) Math.min(Integer.MAX_VALUE - 16, bytes.length * 2L)));
        }
        data.getBytes(from, bytes, 0, length);
        return Binary.fromReusedByteArray(bytes, 0, length);
    }
}
