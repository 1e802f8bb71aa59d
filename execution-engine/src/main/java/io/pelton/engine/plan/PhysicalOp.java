// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import org.apache.arrow.vector.types.pojo.Schema;

/** One step of a stage, planned: knows its schemas, and is opened once for each actor. Immutable. */
public interface PhysicalOp {
    /** One short phrase for plans, such as {@code filter gloss is not null}. */
    String describe();

    /** What it gives. */
    Schema outputSchema();

    /** Whether output row {@code i} is the answer for input row {@code i}, so that limits may pass below it. */
    boolean keepsRows();

    /** Whether it may be given more rows at a time than a batch of its stage has. */
    default boolean takesAnyRows() {
        return true;
    }

    /** The rows that it works on at a time, if it is given any number, in a stage whose batches have so many. */
    default int batchRows(int stageRows) {
        return stageRows;
    }

    /** Whether it leaves the batches that it is given as they are, as {@link Operator#leavesInput} says. */
    default boolean leavesInput() {
        return true;
    }

    /** Opens the step for one actor. */
    Transform open(OperatorContext context) throws Exception;
}
