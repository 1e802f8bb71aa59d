// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/** What a file holds contradicts itself. Becomes an error that names the file where the file is known. */
final class DamagedFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String message) {
        super(message);
    }

    DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
