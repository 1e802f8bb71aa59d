// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import java.math.BigDecimal;
import java.util.Arrays;

/** Decimals; null rows hold zero, so that they can be computed with. */
final class DecimalLane extends Lane {
    BigDecimal[] values = new BigDecimal[0];

    @Override
    void grow(int newCapacity) {
        values = new BigDecimal[newCapacity];
        Arrays.fill(values, BigDecimal.ZERO);
    }
}
