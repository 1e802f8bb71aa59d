// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static java.util.Objects.requireNonNull;

/**
 * A file that an attempt has written, whole and durable, but that readers do not see yet.
 *
 * @param staged where it lies, relative to the output folder; unique to the attempt
 * @param name the name it is published under; sorts by the position of its rows in the input
 * @param rows its rows
 * @param bytes its length
 */
public record OutputFile(String staged, String name, long rows, long bytes) {
    public OutputFile {
        requireNonNull(staged, "staged");
        requireNonNull(name, "name");
    }
}
