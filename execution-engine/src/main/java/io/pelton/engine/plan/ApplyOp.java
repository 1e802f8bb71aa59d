// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.TypeNames;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Runs an operator's function, and holds it to its contract: as many rows as it was given, in the schema that it promised.
 *
 * @param operator what is opened for each actor
 * @param asked the pool that the user asked for
 * @param outputSchema what the operator promised when the plan was made
 */
record ApplyOp(Operator operator, Compute asked, Schema outputSchema) implements PhysicalOp {
    @Override
    public String describe() {
        return "apply " + operator.name();
    }

    @Override
    public boolean keepsRows() {
        return true;
    }

    @Override
    public boolean takesAnyRows() {
        return operator.cutsBatches();
    }

    @Override
    public boolean leavesInput() {
        return operator.leavesInput();
    }

    @Override
    public int batchRows(int stageRows) {
        return wishedRows() > 0 ? Math.min(stageRows, wishedRows()) : stageRows;
    }

    /** The rows that the user asked for in a batch, or that the operator would like; 0 if it takes any. */
    int wishedRows() {
        return asked.batchRows() > 0 ? asked.batchRows() : operator.preferredBatchRows();
    }

    @Override
    public Transform open(OperatorContext context) throws Exception {
        BatchFunction function = operator.open(context);
        if (function == null) {
            throw broken("a function", "null from open()");
        }
        return new Opened(function);
    }

    private PeltonException broken(String expected, String found) {
        return new BrokenContractException("Cannot run '" + operator.name() + "': expected " + expected + " but found "
                + found + ". Mend the operator: its contract is in BatchFunction's documentation.");
    }

    private void checkRows(RecordBatch input, RecordBatch result) {
        if (result.rowCount() != input.rowCount()) {
            throw broken(rows(input.rowCount()) + ", one for each that it was given,", rows(result.rowCount()));
        }
        for (FieldVector column : result.columns()) {
            if (column.getValueCount() != result.rowCount()) {
                throw broken(
                        "its result and its input left alone",
                        "column '" + column.getName() + "' with " + column.getValueCount() + " of "
                                + rows(result.rowCount()));
            }
        }
    }

    private void checkColumns(Schema schema) {
        List<Field> promised = outputSchema.getFields();
        List<Field> given = schema.getFields();
        if (!given.equals(promised) && !sameTypes(promised, given, true)) {
            throw broken("columns " + columns(promised) + " as its outputSchema says", columns(given));
        }
    }

    /** Equal but for what may be null and for what lists call their elements. */
    private static boolean sameTypes(List<Field> promised, List<Field> given, boolean named) {
        if (promised.size() != given.size()) {
            return false;
        }
        for (int i = 0; i < promised.size(); i++) {
            Field p = promised.get(i);
            Field g = given.get(i);
            boolean struct = p.getType() instanceof ArrowType.Struct;
            if ((named && !p.getName().equals(g.getName()))
                    || !p.getType().equals(g.getType())
                    || !sameTypes(p.getChildren(), g.getChildren(), struct)) {
                return false;
            }
        }
        return true;
    }

    private static String rows(int count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    private static String columns(List<Field> fields) {
        return fields.stream()
                .map(f -> f.getName() + " " + TypeNames.of(f))
                .toList()
                .toString();
    }

    /** The function of one actor. */
    private final class Opened implements Transform {
        private final BatchFunction function;
        /** What its results have been found to have. */
        private Schema known = outputSchema;

        Opened(BatchFunction function) {
            this.function = function;
        }

        @Override
        public RecordBatch apply(RecordBatch input) throws Exception {
            @Nullable RecordBatch result = function.apply(input);
            if (result == null) {
                throw broken("a result", "null");
            }
            try {
                check(input, result);
            } catch (RuntimeException e) {
                if (result != input) {
                    result.close();
                }
                throw e;
            }
            // The input is only borrowed, so the caller gets a hold of its own.
            return result == input ? input.slice(0, input.rowCount()) : result;
        }

        private void check(RecordBatch input, RecordBatch result) {
            checkRows(input, result);
            if (result.schema() != known) {
                checkColumns(result.schema());
                known = result.schema();
            }
        }

        @Override
        public void close() {
            function.close();
        }
    }
}
