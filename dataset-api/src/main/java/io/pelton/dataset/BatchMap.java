// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.internal.CodeFingerprint;
import io.pelton.dataset.internal.ColumnNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * User code over batches as an {@link Operator}. Immutable; each method gives a changed copy.
 *
 * <pre>{@code
 * BatchMap lengths = BatchMap.of(context -> batch -> batch.append(List.of(lengthsOf(batch, context.allocator()))))
 *         .adding(Columns.int64("length"))
 *         .reading("gloss")
 *         .named("lengths");
 * }</pre>
 *
 * <p>Without {@link #adding} or {@link #giving} the function gives the columns that it takes.
 */
public final class BatchMap implements Operator {
    private final BatchFactory factory;
    private final String name;
    private final String fingerprint;
    private final List<Field> added;
    private final @Nullable Schema replaced;
    private final @Nullable Set<String> read;
    private final int batchRows;
    private final boolean cpuBound;

    private BatchMap(
            BatchFactory factory,
            String name,
            String fingerprint,
            List<Field> added,
            @Nullable Schema replaced,
            @Nullable Set<String> read,
            int batchRows,
            boolean cpuBound) {
        this.factory = factory;
        this.name = name;
        this.fingerprint = fingerprint;
        this.added = added;
        this.replaced = replaced;
        this.read = read;
        this.batchRows = batchRows;
        this.cpuBound = cpuBound;
    }

    /** Code that gives batches of the schema that it takes, named and fingerprinted after the class it is written in. */
    public static BatchMap of(BatchFactory factory) {
        requireNonNull(factory, "factory");
        String code = CodeFingerprint.of(factory);
        return new BatchMap(factory, CodeFingerprint.nameOf(factory), code, List.of(), null, null, 0, false);
    }

    /** The name in plans, progress and messages. */
    public BatchMap named(String newName) {
        return new BatchMap(
                factory, requireNonNull(newName, "name"), fingerprint, added, replaced, read, batchRows, cpuBound);
    }

    /**
     * What the result depends on, in place of a hash of the compiled class: change it when the code gives other results, so
     * that a job does not take up output of the old code; leave it when it does not, so that it does.
     */
    public BatchMap fingerprint(String newFingerprint) {
        return new BatchMap(
                factory,
                name,
                requireNonNull(newFingerprint, "fingerprint"),
                added,
                replaced,
                read,
                batchRows,
                cpuBound);
    }

    /** Columns that the function appends; those of the input must pass through unchanged. */
    public BatchMap adding(Field... columns) {
        if (replaced != null) {
            throw PeltonException.user("Cannot add columns to '" + name + "': it already gives " + replaced + ".");
        }
        return new BatchMap(factory, name, fingerprint, List.of(columns), null, read, batchRows, cpuBound);
    }

    /** The columns that the function gives in place of the input's. */
    public BatchMap giving(Schema output) {
        if (!added.isEmpty()) {
            throw PeltonException.user("Cannot replace the columns of '" + name + "': it already adds " + added + ".");
        }
        return new BatchMap(
                factory, name, fingerprint, added, requireNonNull(output, "output"), read, batchRows, cpuBound);
    }

    /** The only columns that the function reads, so that others need not be read; all if not called. */
    public BatchMap reading(String... columns) {
        return new BatchMap(factory, name, fingerprint, added, replaced, Set.of(columns), batchRows, cpuBound);
    }

    /** The rows that the function would like in a batch. */
    public BatchMap batchRows(int rows) {
        if (rows < 1) {
            throw PeltonException.user(
                    "Cannot set up '" + name + "': expected at least 1 row in a batch but found " + rows + ".");
        }
        return new BatchMap(factory, name, fingerprint, added, replaced, read, rows, cpuBound);
    }

    /**
     * Says that the function only computes and waits for nothing, so that it may share actors with its neighbours, as
     * {@link Dataset#infer} describes.
     */
    public BatchMap onlyComputing() {
        return new BatchMap(factory, name, fingerprint, added, replaced, read, batchRows, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Schema outputSchema(Schema input) {
        requiredColumns(input).forEach(column -> ColumnNames.require(input, column, "run '" + name + "'"));
        if (replaced != null) {
            return replaced;
        }
        List<Field> fields = new ArrayList<>(input.getFields());
        fields.removeIf(field -> added.stream().anyMatch(a -> a.getName().equals(field.getName())));
        fields.addAll(added);
        return new Schema(fields);
    }

    @Override
    public Output output() {
        return added.isEmpty() ? Output.REPLACES_INPUT : Output.KEEPS_INPUT;
    }

    @Override
    public Set<String> requiredColumns(Schema input) {
        return Optional.ofNullable(read).orElseGet(() -> Set.copyOf(ColumnNames.of(input)));
    }

    @Override
    public String fingerprint() {
        return "BatchMap " + fingerprint + " adding " + added + " giving " + replaced;
    }

    @Override
    public int preferredBatchRows() {
        return batchRows;
    }

    @Override
    public boolean cpuBound() {
        return cpuBound;
    }

    @Override
    public BatchFunction open(OperatorContext context) throws Exception {
        return factory.open(context);
    }
}
