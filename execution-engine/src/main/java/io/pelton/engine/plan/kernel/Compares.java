// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr.Comparison;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compares two lanes of one kind.
 *
 * @param <L> what it compares
 */
final class Compares<L extends Lane> implements Kernel<BoolLane> {
    private interface Loop<L extends Lane> {
        void run(int rows, L left, L right, boolean[] out);
    }

    private final Kernel<? extends L> left;
    private final Kernel<? extends L> right;
    private final Loop<L> loop;
    private final BoolLane lane = new BoolLane();

    private Compares(Kernel<? extends L> left, Kernel<? extends L> right, Loop<L> loop) {
        this.left = left;
        this.right = right;
        this.loop = loop;
    }

    static Compares<LongLane> longs(Comparison op, Kernel<LongLane> left, Kernel<LongLane> right) {
        return new Compares<>(left, right, longLoop(op));
    }

    static Compares<DoubleLane> doubles(Comparison op, Kernel<DoubleLane> left, Kernel<DoubleLane> right) {
        return new Compares<>(left, right, doubleLoop(op));
    }

    static Compares<BoolLane> bools(Comparison op, Kernel<BoolLane> left, Kernel<BoolLane> right) {
        return new Compares<>(left, right, (n, a, b, out) -> {
            for (int i = 0; i < n; i++) {
                out[i] = holds(op, Boolean.compare(a.values[i], b.values[i]));
            }
        });
    }

    static Compares<DecimalLane> decimals(Comparison op, Kernel<DecimalLane> left, Kernel<DecimalLane> right) {
        return new Compares<>(left, right, (n, a, b, out) -> {
            for (int i = 0; i < n; i++) {
                out[i] = holds(op, a.values[i].compareTo(b.values[i]));
            }
        });
    }

    /** By unsigned bytes, which for UTF-8 is by code point. */
    static Compares<BytesLane> bytes(Comparison op, Kernel<BytesLane> left, Kernel<BytesLane> right) {
        if (op == Comparison.EQ || op == Comparison.NE) {
            boolean equal = op == Comparison.EQ;
            return new Compares<>(left, right, (n, a, b, out) -> {
                for (int i = 0; i < n; i++) {
                    out[i] = Arrays.equals(a.bytes, a.from[i], a.to[i], b.bytes, b.from[i], b.to[i]) == equal;
                }
            });
        }
        return new Compares<>(left, right, (n, a, b, out) -> {
            for (int i = 0; i < n; i++) {
                out[i] = holds(op, Arrays.compareUnsigned(a.bytes, a.from[i], a.to[i], b.bytes, b.from[i], b.to[i]));
            }
        });
    }

    private static boolean holds(Comparison op, int order) {
        return switch (op) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    /** One loop an operator, so that each is simple enough to be vectorised. */
    private static Loop<LongLane> longLoop(Comparison op) {
        return switch (op) {
            case EQ ->
                (n, a, b, out) -> {
                    long[] x = a.values;
                    long[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = x[i] == y[i];
                    }
                };
            case NE ->
                (n, a, b, out) -> {
                    long[] x = a.values;
                    long[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = x[i] != y[i];
                    }
                };
            case LT ->
                (n, a, b, out) -> {
                    long[] x = a.values;
                    long[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = x[i] < y[i];
                    }
                };
            case LE ->
                (n, a, b, out) -> {
                    long[] x = a.values;
                    long[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = x[i] <= y[i];
                    }
                };
            case GT -> (n, a, b, out) -> longLoop(Comparison.LT).run(n, b, a, out);
            case GE -> (n, a, b, out) -> longLoop(Comparison.LE).run(n, b, a, out);
        };
    }

    /** In the order of {@link Double#compare}, with both zeros equal: NaN equals itself and is above all else. */
    private static Loop<DoubleLane> doubleLoop(Comparison op) {
        return switch (op) {
            case EQ ->
                (n, a, b, out) -> {
                    double[] x = a.values;
                    double[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = x[i] == y[i] | (Double.isNaN(x[i]) & Double.isNaN(y[i]));
                    }
                };
            case NE ->
                (n, a, b, out) -> {
                    double[] x = a.values;
                    double[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = !(x[i] == y[i] | (Double.isNaN(x[i]) & Double.isNaN(y[i])));
                    }
                };
            case LT ->
                (n, a, b, out) -> {
                    double[] x = a.values;
                    double[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = x[i] < y[i] | (Double.isNaN(y[i]) & !Double.isNaN(x[i]));
                    }
                };
            case LE ->
                (n, a, b, out) -> {
                    double[] x = a.values;
                    double[] y = b.values;
                    for (int i = 0; i < n; i++) {
                        out[i] = x[i] <= y[i] | Double.isNaN(y[i]);
                    }
                };
            case GT -> (n, a, b, out) -> doubleLoop(Comparison.LT).run(n, b, a, out);
            case GE -> (n, a, b, out) -> doubleLoop(Comparison.LE).run(n, b, a, out);
        };
    }

    @Override
    public BoolLane eval(RecordBatch input, boolean @Nullable [] counts) {
        int rows = input.rowCount();
        L a = left.eval(input, counts);
        L b = right.eval(input, counts);
        lane.ensure(rows);
        loop.run(rows, a, b, lane.values);
        lane.nullsOf(rows, a, b);
        return lane;
    }

    @Override
    public boolean canFail() {
        return left.canFail() || right.canFail();
    }
}
