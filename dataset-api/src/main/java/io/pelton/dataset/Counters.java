// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

/** Named figures of a job. Names use dots, from the general to the special: {@code tokens.real}. Any thread may call. */
public interface Counters {
    /** Adds to a sum. */
    void add(String name, long delta);

    /** Raises a high-water mark. */
    void max(String name, long value);
}
