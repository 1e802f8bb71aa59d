// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.inference.ElementType;
import java.util.List;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * All that a classification is asked to do.
 *
 * @param top how many classes a row gets, as lists; 0 for one, as a scalar
 * @param labels the classes' names; empty to give their numbers
 * @param softmax whether scores are made to sum to 1
 */
public record ClassScores(String from, String label, String score, int top, List<String> labels, boolean softmax) {
    public ClassScores {
        labels = List.copyOf(labels);
    }

    /** How many classes a row gets. */
    int best() {
        return Math.max(1, top);
    }

    Field labelField() {
        return field(label, labels.isEmpty() ? new ArrowType.Int(64, true) : ArrowType.Utf8.INSTANCE);
    }

    Field scoreField() {
        return field(score, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
    }

    private Field field(String name, ArrowType type) {
        if (top == 0) {
            return new Field(name, FieldType.nullable(type), null);
        }
        Field element = new Field(ListVector.DATA_VECTOR_NAME, FieldType.notNullable(type), null);
        return new Field(name, FieldType.nullable(new ArrowType.FixedSizeList(top)), List.of(element));
    }

    /**
     * The schema of a batch that classes were added to.
     *
     * @throws PeltonException of kind {@code USER} if the column does not fit
     */
    public Schema outputSchema(String operator, Schema input) {
        Field field = input.getFields().stream()
                .filter(f -> f.getName().equals(from))
                .findFirst()
                .orElseThrow(() -> PeltonException.user("Cannot run '" + operator + "': expected a column '" + from
                        + "' but the input has "
                        + input.getFields().stream().map(Field::getName).toList()
                        + ". Name the column of numbers in Classification.from(..)."));
        ColumnShape shape = ColumnShape.of(field);
        boolean numbers = shape.type() == ElementType.FLOAT || shape.type() == ElementType.DOUBLE;
        if (!numbers || shape.dims().size() != 1) {
            throw PeltonException.user(
                    "Cannot run '" + operator + "': expected [rows, classes] of float32 or float64 but"
                            + " column '" + from + "' holds " + ColumnShape.describe(field)
                            + ". Name a column with one number for each class in Classification.from(..).");
        }
        if (shape.isFixed()) {
            checkClasses(operator, shape.elements());
        }
        return Schemas.append(input, List.of(labelField(), scoreField()));
    }

    private void checkClasses(String operator, long classes) {
        if (classes < best()) {
            throw PeltonException.user(
                    "Cannot run '" + operator + "': expected at least " + best() + " classes but column '" + from
                            + "' has " + classes + ". Ask for fewer in Classification.top(..).");
        }
        if (!labels.isEmpty() && labels.size() != classes) {
            throw PeltonException.user("Cannot run '" + operator + "': expected a name for each of " + classes
                    + " classes but found " + labels.size()
                    + ". Give them all, in the model's order, in Classification.labels(..).");
        }
    }

    /** Opens the classification for one actor. */
    public BatchFunction open(OperatorContext context) {
        return new ClassFunction(this, context.allocator());
    }
}
