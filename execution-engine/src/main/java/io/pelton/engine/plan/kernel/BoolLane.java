// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

/** Truth values. */
final class BoolLane extends Lane {
    boolean[] values = new boolean[0];

    @Override
    void grow(int newCapacity) {
        values = new boolean[newCapacity];
    }
}
