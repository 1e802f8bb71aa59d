// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.Row;
import java.util.List;
import java.util.function.Function;

/**
 * A function that gives one record for a row, as one that gives any number.
 *
 * @param function the user's code
 */
public record OneRow<R extends Record>(Function<? super Row, ? extends R> function) implements Function<Row, List<R>> {
    @Override
    public List<R> apply(Row row) {
        R result = function.apply(row);
        if (result == null) {
            throw PeltonException.user("Cannot map a row: expected a record but the function gave null. Use flatMap to"
                    + " leave rows out.");
        }
        return List.of(result);
    }
}
