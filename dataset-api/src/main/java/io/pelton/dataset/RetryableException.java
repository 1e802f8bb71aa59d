// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import org.jspecify.annotations.Nullable;

/** A failure that may pass on another attempt ({@link ErrorKind#TRANSIENT}); the stage's retry limit applies. */
public class RetryableException extends PeltonException {
    private static final long serialVersionUID = 1L;

    public RetryableException(String message) {
        this(message, null);
    }

    public RetryableException(String message, @Nullable Throwable cause) {
        super(ErrorKind.TRANSIENT, message, cause);
    }
}
