// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Columns;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperatorHarnessTest {
    record Text(long id, @Nullable String text) {}

    record Length(long id, @Nullable Long length) {}

    private static final Text[] TEXTS = {new Text(1, "a"), new Text(2, null), new Text(3, "ccc"), new Text(4, "")};

    private static BatchMap lengths(BatchFunctionOf body) {
        return BatchMap.of(context -> body.open(context))
                .adding(Columns.int64("length"))
                .reading("text")
                .named("lengths");
    }

    private interface BatchFunctionOf {
        BatchFunction open(OperatorContext context) throws Exception;
    }

    private static FieldVector lengthsOf(RecordBatch batch, BufferAllocator allocator) {
        VarCharVector texts = (VarCharVector) batch.column("text");
        BigIntVector lengths = new BigIntVector("length", allocator);
        try {
            for (int i = 0; i < batch.rowCount(); i++) {
                if (texts.isNull(i)) {
                    lengths.setNull(i);
                } else {
                    lengths.setSafe(i, texts.getValueLength(i));
                }
            }
        } catch (RuntimeException e) {
            lengths.close();
            throw e;
        }
        lengths.setValueCount(batch.rowCount());
        return lengths;
    }

    private static void check(BatchFunctionOf body) {
        OperatorHarness.verify(lengths(body))
                .input(TEXTS)
                .expect(new Length(1, 1L), new Length(2, null), new Length(3, 3L), new Length(4, 0L));
    }

    @Test
    void operatorThatKeepsItsContractPasses() {
        assertThatCode(() -> check(context -> batch -> batch.append(List.of(lengthsOf(batch, context.allocator())))))
                .doesNotThrowAnyException();
    }

    @Test
    void otherValuesAreNamedWithTheirRow() {
        assertThatThrownBy(() -> OperatorHarness.verify(lengths(
                                context -> batch -> batch.append(List.of(lengthsOf(batch, context.allocator())))))
                        .input(TEXTS)
                        .expect(new Length(1, 1L), new Length(2, null), new Length(3, 4L), new Length(4, 0L)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Expected the expected rows: length = 4 in row 2 but found 3.");
    }

    @Test
    void missingRowsAreFound() {
        assertThatThrownBy(() -> check(context -> batch -> {
                    try (RecordBatch first = batch.slice(0, batch.rowCount() / 2)) {
                        return first.append(List.of(lengthsOf(first, context.allocator())));
                    }
                }))
                .hasMessageContaining("to give 4 rows for 4 but found 2");
    }

    @Test
    void otherColumnsThanPromisedAreFound() {
        assertThatThrownBy(() -> check(context -> batch -> batch.slice(0, batch.rowCount())))
                .hasMessageContaining("to give the columns that it promised");
    }

    @Test
    void inputGivenBackIsFound() {
        assertThatThrownBy(() -> check(context -> batch -> batch)).hasMessageContaining("found its input");
    }

    @Test
    void closedInputIsFound() {
        assertThatThrownBy(() -> check(context -> batch -> {
                    RecordBatch result = batch.append(List.of(lengthsOf(batch, context.allocator())));
                    batch.close();
                    return result;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to leave its input");
    }

    @Test
    void changedKeptColumnIsFound() {
        assertThatThrownBy(() -> check(context -> batch -> {
                    BigIntVector ids = new BigIntVector(batch.schema().findField("id"), context.allocator());
                    for (int i = 0; i < batch.rowCount(); i++) {
                        ids.setSafe(i, 7);
                    }
                    ids.setValueCount(batch.rowCount());
                    try (RecordBatch texts = RecordBatch.of(List.of(ids), batch.rowCount());
                            RecordBatch all = texts.append(List.of(copy(batch)))) {
                        return all.append(List.of(lengthsOf(batch, context.allocator())));
                    }
                }))
                .hasMessageContaining("kept columns as they were: id = 1 in row 0 but found 7");
    }

    private static FieldVector copy(RecordBatch batch) {
        RecordBatch texts = batch.select(List.of("text"));
        return texts.column(0);
    }

    @Test
    void leakIsFound() {
        assertThatThrownBy(() -> check(context -> {
                    context.allocator().buffer(16);
                    return batch -> batch.append(List.of(lengthsOf(batch, context.allocator())));
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("leave no memory allocated but found 16 bytes");
    }

    @Test
    void leakOnFailureIsFound() {
        assertThatThrownBy(() -> check(context -> batch -> {
                    ArrowBuf scratch = context.allocator().buffer(64);
                    FieldVector lengths = lengthsOf(batch, context.allocator());
                    scratch.close();
                    return batch.append(List.of(lengths));
                }))
                .hasMessageContaining("to free what it allocated when it failed");
    }

    @Test
    void valuesThatDependOnHowRowsAreCutAreFound() {
        assertThatThrownBy(() -> OperatorHarness.verify(lengths(context -> batch -> {
                            BigIntVector rows = new BigIntVector("length", context.allocator());
                            for (int i = 0; i < batch.rowCount(); i++) {
                                rows.setSafe(i, batch.rowCount());
                            }
                            rows.setValueCount(batch.rowCount());
                            return batch.append(List.of(rows));
                        }))
                        .input(TEXTS)
                        .holds())
                .hasMessageContaining("the rows of one batch, run in batches of 1: length = 4 in row 0 but found 1");
    }

    @Test
    void failureNamesTheOperatorAndKeepsItsCause() {
        assertThatThrownBy(() -> check(context -> batch -> {
                    throw new IllegalStateException("no such word");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'lengths'")
                .hasRootCauseMessage("no such word");
    }
}
