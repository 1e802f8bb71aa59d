// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** The parts alone, measured with JMH: time and garbage for each row, or for each batch. */
@NullMarked
package io.pelton.bench.micro;

import org.jspecify.annotations.NullMarked;
