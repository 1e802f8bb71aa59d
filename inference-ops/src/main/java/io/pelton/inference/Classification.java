// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.inference.internal.ClassScores;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Adds the best classes of each row and their scores, from a column with one number for each class, such as the logits
 * that a classifier gives. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * logits.infer(Classification.from("logits").into("label", "score"), Compute.tasks(8));
 * }</pre>
 *
 * <p><b>Shape.</b> The column is {@code [rows, classes]}: a list, of fixed size or not, of float32 or float64. Without
 * {@link #top}, {@code label} is a scalar, the class's number from 0 as int64, or its name if {@link #labels} are given,
 * and {@code score} a float32. With it both are fixed-size lists of {@code k}, best first; of equal scores the smaller
 * number comes first. Null rows give nulls.
 *
 * <p><b>Scores</b> are the softmax of the column, from 0 to 1, unless {@link #rawScores} is set.
 *
 * <p>Rows with a null or NaN among the numbers, or with fewer numbers than asked for, fail.
 */
public final class Classification implements Operator {
    private final ClassScores scores;

    private Classification(ClassScores scores) {
        this.scores = scores;
    }

    /** Takes the best class of a column of numbers into columns {@code label} and {@code score}. */
    public static Classification from(String column) {
        requireNonNull(column, "column");
        return new Classification(new ClassScores(column, "label", "score", 0, List.of(), true));
    }

    /** The columns of classes and their scores. Columns of these names are replaced. */
    public Classification into(String label, String score) {
        requireNonNull(label, "label");
        requireNonNull(score, "score");
        check(!label.equals(score), "two columns", "'" + label + "' twice");
        return new Classification(
                new ClassScores(scores.from(), label, score, scores.top(), scores.labels(), scores.softmax()));
    }

    /** Gives lists of the {@code k} best classes. */
    public Classification top(int k) {
        check(k >= 1, "at least 1 class", k);
        return new Classification(
                new ClassScores(scores.from(), scores.label(), scores.score(), k, scores.labels(), scores.softmax()));
    }

    /** Gives names in place of numbers; there must be one for each class, in the model's order. */
    public Classification labels(List<String> names) {
        check(!names.isEmpty(), "a name for each class", "none");
        return new Classification(
                new ClassScores(scores.from(), scores.label(), scores.score(), scores.top(), names, scores.softmax()));
    }

    /** Gives the column's own numbers as scores, for models that end in a softmax. */
    public Classification rawScores() {
        return new Classification(
                new ClassScores(scores.from(), scores.label(), scores.score(), scores.top(), scores.labels(), false));
    }

    private static void check(boolean holds, String expected, Object found) {
        if (!holds) {
            throw PeltonException.user(
                    "Cannot set up classification: expected " + expected + " but found " + found + ".");
        }
    }

    @Override
    public String name() {
        return "Classification " + scores.from();
    }

    @Override
    public Schema outputSchema(Schema input) {
        return scores.outputSchema(name(), input);
    }

    @Override
    public Output output() {
        return Output.KEEPS_INPUT;
    }

    @Override
    public Set<String> requiredColumns(Schema input) {
        return Set.of(scores.from());
    }

    @Override
    public String fingerprint() {
        return "Classification " + scores;
    }

    @Override
    public boolean cpuBound() {
        return true;
    }

    @Override
    public boolean leavesInput() {
        return true;
    }

    @Override
    public BatchFunction open(OperatorContext context) {
        return scores.open(context);
    }

    @Override
    public String toString() {
        return name();
    }
}
