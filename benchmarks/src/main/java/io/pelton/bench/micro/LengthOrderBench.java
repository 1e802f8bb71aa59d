// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.inference.internal.LengthOrder;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The batcher of texts: a row of a window that is sorted by length and cut into runs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class LengthOrderBench {
    private static final int WINDOW_ROWS = 512;
    private static final int MEAN_TOKENS = 38;

    /** The padded tokens of a run. */
    @Param({"256", "512"})
    public int paddedTokens;

    private final int[] lengths = new int[WINDOW_ROWS];
    private final LengthOrder order = new LengthOrder();

    /** Draws lengths like those of sentences. */
    @Setup
    public void open() {
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < WINDOW_ROWS; row++) {
            lengths[row] = 3 + (int) (-Math.log(1 - random.nextDouble()) * MEAN_TOKENS);
        }
    }

    /** Plans a window. */
    @Benchmark
    @OperationsPerInvocation(WINDOW_ROWS)
    public int row() {
        order.sort(lengths);
        int runs = 0;
        for (int from = 0; from < order.size(); from = order.runEnd(from, paddedTokens)) {
            runs++;
        }
        return runs;
    }
}
