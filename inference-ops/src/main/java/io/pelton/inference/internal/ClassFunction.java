// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;

/** Finds the best classes of each row of a batch. */
final class ClassFunction implements BatchFunction {
    private final ClassScores scores;
    private final BufferAllocator allocator;
    private final TopScores top;

    ClassFunction(ClassScores scores, BufferAllocator allocator) {
        this.scores = scores;
        this.allocator = allocator;
        this.top = new TopScores(scores.best());
    }

    @Override
    public RecordBatch apply(RecordBatch input) {
        NumberLists numbers = NumberLists.of(input.column(scores.from()));
        List<FieldVector> added = new ArrayList<>(2);
        try {
            added.add(scores.labelField().createVector(allocator));
            added.add(scores.scoreField().createVector(allocator));
            for (FieldVector column : added) {
                column.setInitialCapacity(input.rowCount());
                column.allocateNew();
            }
            for (int row = 0; row < input.rowCount(); row++) {
                if (!numbers.isNull(row)) {
                    classify(numbers, row, added);
                }
            }
            added.forEach(column -> finish(column, input.rowCount()));
            return input.append(added);
        } catch (RuntimeException | Error e) {
            added.forEach(FieldVector::close);
            throw e;
        }
    }

    private static void finish(FieldVector column, int rows) {
        column.setValueCount(rows);
        if (column instanceof FixedSizeListVector) { // elements are never null, only lists
            FieldVector elements = ((FixedSizeListVector) column).getDataVector();
            elements.getValidityBuffer().setOne(0, (elements.getValueCount() + 7) >>> 3);
        }
    }

    private void classify(NumberLists numbers, int row, List<FieldVector> added) {
        float[] values = numbers.values(row);
        int classes = numbers.length(row);
        check(classes >= scores.best(), row, "at least " + scores.best() + " numbers", classes);
        check(
                scores.labels().isEmpty() || scores.labels().size() == classes,
                row,
                scores.labels().size() + " numbers, one for each name in Classification.labels(..),",
                classes);
        check(top.find(values, classes), row, "numbers", "NaN or null");
        float sum = scores.softmax() ? top.sumOfExponentials(values, classes) : 0;
        for (int rank = 0; rank < scores.best(); rank++) {
            int label = top.index(rank);
            float score =
                    scores.softmax() ? (float) Math.exp(values[label] - values[top.index(0)]) / sum : values[label];
            put(added, row, rank, label, score);
        }
    }

    private void check(boolean holds, int row, String expected, Object found) {
        if (!holds) {
            throw PeltonException.user("Cannot classify column '" + scores.from() + "', row " + row
                    + " of the batch: expected " + expected + " but found " + found
                    + ". Leave such rows out, or mend what makes the column.");
        }
    }

    private void put(List<FieldVector> added, int row, int rank, int label, float score) {
        FieldVector labels = added.get(0);
        FieldVector values = added.get(1);
        int at = row;
        if (scores.top() > 0) {
            ((FixedSizeListVector) labels).setNotNull(row);
            ((FixedSizeListVector) values).setNotNull(row);
            labels = ((FixedSizeListVector) labels).getDataVector();
            values = ((FixedSizeListVector) values).getDataVector();
            at = row * scores.top() + rank;
        }
        if (labels instanceof BigIntVector) {
            ((BigIntVector) labels).setSafe(at, label);
        } else {
            ((VarCharVector) labels).setSafe(at, scores.labels().get(label).getBytes(StandardCharsets.UTF_8));
        }
        ((Float4Vector) values).setSafe(at, score);
    }
}
