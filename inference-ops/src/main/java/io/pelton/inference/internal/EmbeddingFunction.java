// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Counters;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Embeds the texts of a batch: tokenises them all, sorts them by length, runs them in pieces that hold about as many
 * tokens each, and writes each vector into its own row, so that the order of the rows stays.
 */
final class EmbeddingFunction implements BatchFunction {
    private final String column;
    private final String into;
    private final TextEncoder encoder;
    private final TextModel model;
    private final Pooler pooler;
    private final Calibration budget;
    private final Counters counters;
    private final BufferAllocator allocator;
    private final LongSupplier nanoTime;
    private final MemoryReport memory;
    private final LengthOrder order = new LengthOrder();

    /** Turns a text into token ids. */
    @FunctionalInterface
    interface TextEncoder {
        long[] encode(String text);
    }

    EmbeddingFunction(
            String column,
            String into,
            TextEncoder encoder,
            TextModel model,
            Pooler pooler,
            Calibration budget,
            Counters counters,
            BufferAllocator allocator,
            LongSupplier nanoTime) {
        this.column = column;
        this.into = into;
        this.encoder = encoder;
        this.model = model;
        this.pooler = pooler;
        this.budget = budget;
        this.counters = counters;
        this.allocator = allocator;
        this.nanoTime = nanoTime;
        this.memory = new MemoryReport(counters);
    }

    @Override
    public RecordBatch apply(RecordBatch input) {
        long[][] ids = encode(input.column(column));
        int[] lengths = new int[ids.length];
        Arrays.setAll(lengths, row -> ids[row] == null ? -1 : ids[row].length);
        VectorColumn vectors = new VectorColumn(into, model.dimensions(), input.rowCount(), allocator);
        try {
            order.sort(lengths);
            embed(ids, vectors);
            memory.batch();
            return input.append(List.of(vectors.finish()));
        } catch (RuntimeException | Error e) {
            vectors.close();
            throw e;
        }
    }

    private long[][] encode(FieldVector texts) {
        long[][] ids = new long[texts.getValueCount()][];
        for (int row = 0; row < ids.length; row++) {
            String text = TextColumn.text(texts, row);
            ids[row] = text == null ? null : encode(text, row);
        }
        return ids;
    }

    private long[] encode(String text, int row) {
        try {
            return encoder.encode(text);
        } catch (RuntimeException e) {
            throw failed(row, "", e, "");
        }
    }

    private void embed(long[][] ids, VectorColumn vectors) {
        int from = 0;
        while (from < order.size()) {
            int size = budget.next((long) (order.size() - from) * order.length(from), from == 0);
            int to = order.runEnd(from, size);
            long start = nanoTime.getAsLong();
            run(ids, from, to, vectors);
            if (to < order.size() || from == 0) {
                budget.ran(size, realTokens(from, to), nanoTime.getAsLong() - start);
            }
            from = to;
        }
    }

    private void run(long[][] ids, int from, int to, VectorColumn vectors) {
        FloatBuffer hidden;
        try {
            hidden = model.run(ids, order, from, to);
        } catch (RuntimeException | OutOfMemoryError e) {
            if (to - from == 1) {
                throw failed(
                        order.row(from),
                        " (" + order.length(from) + " tokens)",
                        e,
                        " Lower TextEmbedding.maxTokens if that is more than the model takes.");
            }
            if (PeltonException.kindOf(e) != ErrorKind.RESOURCE) {
                throw e;
            }
            budget.tooLarge((to - from) * order.length(from));
            int middle = (from + to) >>> 1;
            run(ids, from, middle, vectors);
            run(ids, middle, to, vectors);
            return;
        }
        pool(hidden, from, to, vectors);
        count(from, to);
    }

    private void pool(FloatBuffer hidden, int from, int to, VectorColumn vectors) {
        int stride = (model.perToken() ? order.length(from) : 1) * model.dimensions();
        for (int position = from; position < to; position++) {
            int tokens = model.perToken() ? order.length(position) : 1;
            vectors.set(order.row(position), pooler.pool(hidden, (position - from) * stride, tokens));
        }
    }

    private void count(int from, int to) {
        counters.add("tokens.real", realTokens(from, to));
        counters.add("tokens.padded", (long) (to - from) * order.length(from));
        counters.add("model.runs", 1);
    }

    private long realTokens(int from, int to) {
        long tokens = 0;
        for (int position = from; position < to; position++) {
            tokens += order.length(position);
        }
        return tokens;
    }

    private PeltonException failed(int row, String size, Throwable cause, String cure) {
        String why = String.valueOf(cause.getMessage());
        String message = "Cannot embed column '" + column + "', row " + row + " of the batch" + size + ": " + why
                + (why.endsWith(".") ? "" : ".") + cure;
        return new PeltonException(PeltonException.kindOf(cause), message, cause);
    }

    @Override
    public void close() {
        memory.now();
        model.close();
    }
}
