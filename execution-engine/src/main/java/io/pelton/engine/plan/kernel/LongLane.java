// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

/** Integers, and dates and times as counts of their unit. */
final class LongLane extends Lane {
    long[] values = new long[0];

    @Override
    void grow(int newCapacity) {
        values = new long[newCapacity];
    }
}
