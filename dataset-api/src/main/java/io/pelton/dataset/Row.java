// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import org.jspecify.annotations.Nullable;

/** One row, by column name. A view: valid only inside the call that it was given to. */
public interface Row {
    /**
     * The value of a column: a {@code Boolean}, {@code Byte} to {@code Long}, {@code Float}, {@code Double}, {@code
     * String}, {@code byte[]}, {@code BigDecimal}, {@code java.time} value, {@code List} or {@code Map}; or null.
     *
     * @throws PeltonException of kind {@link ErrorKind#USER} if there is no such column
     */
    @Nullable
    Object get(String column);
}
