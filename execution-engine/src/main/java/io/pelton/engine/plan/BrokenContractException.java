// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;

/** An operator does not do what its contract says: not for a row's sake, so fewer rows would not help. */
public final class BrokenContractException extends PeltonException {
    private static final long serialVersionUID = 1L;

    BrokenContractException(String message) {
        super(ErrorKind.USER, message);
    }
}
