// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.PeltonException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/**
 * Addresses of vectors' buffers, for loops that then read without a check for each value. User code makes vectors too, so
 * what is about to be read is checked once: a vector that says more than it holds must not take the process down.
 */
final class Buffers {
    private Buffers() {}

    /** Where the validity bits of some values lie. */
    static long validity(FieldVector vector, int values) {
        return address(vector, vector.getValidityBuffer(), (values + 7L) >> 3);
    }

    /** Where some values of a width lie. */
    static long data(FieldVector vector, int values, int widthBytes) {
        return address(vector, vector.getDataBuffer(), (long) values * widthBytes);
    }

    /** Where the bits of some truth values lie. */
    static long bits(FieldVector vector, int values) {
        return address(vector, vector.getDataBuffer(), (values + 7L) >> 3);
    }

    /** Where the offsets of some values lie, one more than there are values; none if there is no value. */
    static long offsets(FieldVector vector, int values, int widthBytes) {
        return address(vector, vector.getOffsetBuffer(), values == 0 ? 0 : (values + 1L) * widthBytes);
    }

    /** Where bytes lie that offsets point to. */
    static long bytes(FieldVector vector, long end) {
        return address(vector, vector.getDataBuffer(), end);
    }

    private static long address(FieldVector vector, ArrowBuf buffer, long bytes) {
        if (buffer.capacity() < bytes) {
            throw PeltonException.user("Cannot read column '" + vector.getName() + "': expected " + bytes
                    + " bytes for its values but found " + buffer.capacity()
                    + ". Mend the code that made it: it has been closed, or was never allocated.");
        }
        return buffer.memoryAddress();
    }
}
