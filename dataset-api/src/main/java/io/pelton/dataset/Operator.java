// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The immutable description of a batch computation that a plan holds, such as a model with its bindings. The engine asks
 * it for its schema when it plans and opens one {@link BatchFunction} for each actor when it runs.
 *
 * <p><b>Threads.</b> All methods may be called by any thread; {@link #open} by several at once.
 */
public interface Operator {
    /** How the output's columns relate to the input's. */
    enum Output {
        /** The function gives every output column. */
        REPLACES_INPUT,
        /** Input columns pass through unchanged, except those of an added column's name; added columns come last. */
        KEEPS_INPUT
    }

    /** A short name for plans, progress and messages, such as {@code TextEmbedding all-minilm-l6-v2.onnx}. */
    String name();

    /**
     * The schema of the result for an input schema. Called at planning, before any work; all that can be checked of
     * types and shapes is checked here.
     *
     * @throws PeltonException of kind {@link ErrorKind#USER} if the input does not fit
     */
    Schema outputSchema(Schema input);

    /** How the output's columns relate to the input's. */
    default Output output() {
        return Output.REPLACES_INPUT;
    }

    /** The input columns that {@link BatchFunction#apply} reads; columns that nobody needs may be left out of the input. */
    default Set<String> requiredColumns(Schema input) {
        return input.getFields().stream().map(Field::getName).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What the result depends on besides the input: class, settings, and the sha256 of each model. Two runs whose plans
     * have equal fingerprints may share committed output.
     */
    String fingerprint();

    /**
     * The rows that the function would like in a batch, or 0 if it takes any number as well. Batches of rows that take so
     * long that one would take more than about eight seconds hold fewer, but not below 64 for that.
     */
    default int preferredBatchRows() {
        return 0;
    }

    /**
     * Whether the function itself cuts the rows that it is given into batches of at most {@link
     * OperatorContext#batchRows}. Then it may be given many batches in one, which saves cutting and joining them for a
     * function that takes microseconds; otherwise it is never given more rows than that.
     */
    default boolean cutsBatches() {
        return false;
    }

    /**
     * Whether the function only computes: from the call to its return it keeps one core busy, and waits for nothing, be it a
     * device, a service or a lock. Neighbours that only compute may share actors, see {@link Dataset#infer}.
     */
    default boolean cpuBound() {
        return false;
    }

    /**
     * Whether a row costs the function about as little as it costs to be read, a few microseconds at the most. One that also
     * {@link #cpuBound only computes} and {@link #cutsBatches cuts batches itself} may share the actors that read, see
     * {@link Dataset#infer}.
     */
    default boolean light() {
        return false;
    }

    /**
     * Whether the function leaves the batches that it is given as they are, whatever happens: it closes none, takes no vector
     * out of one and writes to none. {@link BatchFunction#apply} asks that of every function; one that promises it is given
     * batches themselves, others a hold of their own on the same memory, so that the rows are still there if they have to
     * be worked on again.
     */
    default boolean leavesInput() {
        return false;
    }

    /**
     * Opens the function for one actor.
     *
     * @return a function that the calling actor owns
     * @throws Exception if it cannot be opened; the pool's restart budget applies
     */
    BatchFunction open(OperatorContext context) throws Exception;
}
