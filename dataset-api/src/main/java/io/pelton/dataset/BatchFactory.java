// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

/**
 * Opens a {@link BatchFunction} for each actor of a pool: {@code context -> batch -> ...} for code without state, {@code
 * MyModel::new} for a class whose constructor takes the context and whose instance keeps what is dear to make.
 *
 * <p><b>Threads.</b> Called by several threads at once.
 */
@FunctionalInterface
public interface BatchFactory {
    /**
     * Opens the function for one actor.
     *
     * @param context where results are allocated, and what actors may share
     * @return a function that the calling actor owns
     * @throws Exception if it cannot be opened; the pool's restart budget applies
     */
    BatchFunction open(OperatorContext context) throws Exception;
}
