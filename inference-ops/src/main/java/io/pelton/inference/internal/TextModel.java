// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.nio.FloatBuffer;

/** The forward pass of a text model, apart from who runs it. One thread at a time. */
interface TextModel extends AutoCloseable {
    /**
     * Runs some texts.
     *
     * @param ids the token ids of each row of the window
     * @param order the window's rows; those at {@code [from, to)} are run
     * @return the vectors, text after text: {@code order.length(from)} of them for each if the model gives one for each
     *     token, otherwise one; valid until the next call
     * @throws io.pelton.dataset.PeltonException of kind {@code RESOURCE} if fewer rows may succeed
     */
    FloatBuffer run(long[][] ids, LengthOrder order, int from, int to);

    /** Whether a text has a vector for each of its tokens, rather than one. */
    boolean perToken();

    /** The floats of a vector. */
    int dimensions();

    @Override
    void close();
}
