// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

/** Floating point numbers. */
final class DoubleLane extends Lane {
    double[] values = new double[0];

    @Override
    void grow(int newCapacity) {
        values = new double[newCapacity];
    }
}
