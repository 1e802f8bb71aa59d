// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.Expr.ArithmeticOp;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on two lanes of one kind. Loops run over whole batches and only note that something went wrong; the row
 * that did is looked for afterwards, so that the common case stays a plain loop.
 *
 * @param <L> what it computes on
 */
final class Arithmetic<L extends Lane> implements Kernel<L> {
    private interface Loop<L extends Lane> {
        /** Computes all rows, and says whether a row may have failed. */
        boolean run(int rows, L left, L right, L out);
    }

    private interface Check<L extends Lane> {
        /** Why the values of a row fail, or null if they do not. */
        @Nullable
        String problem(L left, L right, int row);
    }

    private final Expr expr;
    private final Kernel<L> left;
    private final Kernel<L> right;
    private final L lane;
    private final Loop<L> loop;
    private final @Nullable Check<L> check;

    private Arithmetic(Expr expr, Kernel<L> left, Kernel<L> right, L lane, Loop<L> loop, @Nullable Check<L> check) {
        this.expr = expr;
        this.left = left;
        this.right = right;
        this.lane = lane;
        this.loop = loop;
        this.check = check;
    }

    static Arithmetic<LongLane> longs(Expr expr, ArithmeticOp op, Kernel<LongLane> left, Kernel<LongLane> right) {
        return new Arithmetic<>(
                expr,
                left,
                right,
                new LongLane(),
                longLoop(op),
                (a, b, i) -> longProblem(op, a.values[i], b.values[i]));
    }

    static Arithmetic<DoubleLane> doubles(
            Expr expr, ArithmeticOp op, Kernel<DoubleLane> left, Kernel<DoubleLane> right) {
        return new Arithmetic<>(expr, left, right, new DoubleLane(), doubleLoop(op), null);
    }

    static Arithmetic<DecimalLane> decimals(
            Expr expr, ArithmeticOp op, ArrowType.Decimal type, Kernel<DecimalLane> left, Kernel<DecimalLane> right) {
        return new Arithmetic<>(
                expr,
                left,
                right,
                new DecimalLane(),
                decimalLoop(op, type),
                (a, b, i) -> decimalProblem(op, type, a.values[i], b.values[i]));
    }

    @Override
    public L eval(RecordBatch input, boolean @Nullable [] counts) {
        int rows = input.rowCount();
        L a = left.eval(input, counts);
        L b = right.eval(input, counts);
        lane.ensure(rows);
        boolean suspect = loop.run(rows, a, b, lane);
        lane.nullsOf(rows, a, b);
        if (suspect && check != null) {
            findFailure(rows, a, b, counts, check);
        }
        return lane;
    }

    private void findFailure(int rows, L a, L b, boolean @Nullable [] counts, Check<L> problemOf) {
        for (int i = 0; i < rows; i++) {
            if (lane.isNull(i) || (counts != null && !counts[i])) {
                continue;
            }
            String problem = problemOf.problem(a, b, i);
            if (problem != null) {
                throw PeltonException.user("Cannot compute " + expr + ": " + problem + Columns.where(rows, i)
                        + ". Filter such rows out first, or test for them with and(..).");
            }
        }
    }

    @Override
    public boolean canFail() {
        return check != null || left.canFail() || right.canFail();
    }

    private static Loop<LongLane> longLoop(ArithmeticOp op) {
        return switch (op) {
            case ADD ->
                (n, a, b, out) -> {
                    long wrong = 0;
                    for (int i = 0; i < n; i++) {
                        long x = a.values[i];
                        long y = b.values[i];
                        long r = x + y;
                        wrong |= (x ^ r) & (y ^ r);
                        out.values[i] = r;
                    }
                    return wrong < 0;
                };
            case SUBTRACT ->
                (n, a, b, out) -> {
                    long wrong = 0;
                    for (int i = 0; i < n; i++) {
                        long x = a.values[i];
                        long y = b.values[i];
                        long r = x - y;
                        wrong |= (x ^ y) & (x ^ r);
                        out.values[i] = r;
                    }
                    return wrong < 0;
                };
            case MULTIPLY ->
                (n, a, b, out) -> {
                    long wrong = 0;
                    for (int i = 0; i < n; i++) {
                        long x = a.values[i];
                        long y = b.values[i];
                        long r = x * y;
                        wrong |= Math.multiplyHigh(x, y) ^ (r >> 63);
                        out.values[i] = r;
                    }
                    return wrong != 0;
                };
            case DIVIDE ->
                (n, a, b, out) -> {
                    boolean wrong = false;
                    for (int i = 0; i < n; i++) {
                        long y = b.values[i];
                        wrong |= y == 0 | y == -1;
                        out.values[i] = y == 0 ? 0 : a.values[i] / y;
                    }
                    return wrong;
                };
            case MODULO ->
                (n, a, b, out) -> {
                    boolean wrong = false;
                    for (int i = 0; i < n; i++) {
                        long y = b.values[i];
                        wrong |= y == 0;
                        out.values[i] = y == 0 ? 0 : a.values[i] % y;
                    }
                    return wrong;
                };
        };
    }

    private static @Nullable String longProblem(ArithmeticOp op, long x, long y) {
        if ((op == ArithmeticOp.DIVIDE || op == ArithmeticOp.MODULO) && y == 0) {
            return "expected a divisor that is not 0 but found " + x + " by 0";
        }
        try {
            switch (op) {
                case ADD -> Math.addExact(x, y);
                case SUBTRACT -> Math.subtractExact(x, y);
                case MULTIPLY -> Math.multiplyExact(x, y);
                case DIVIDE -> {
                    if (y == -1) {
                        Math.negateExact(x);
                    }
                }
                case MODULO -> {}
            }
            return null;
        } catch (ArithmeticException e) {
            return "expected a result within int64 but found " + x + " and " + y + ", which overflow";
        }
    }

    private static Loop<DoubleLane> doubleLoop(ArithmeticOp op) {
        return switch (op) {
            case ADD ->
                (n, a, b, out) -> {
                    for (int i = 0; i < n; i++) {
                        out.values[i] = a.values[i] + b.values[i];
                    }
                    return false;
                };
            case SUBTRACT ->
                (n, a, b, out) -> {
                    for (int i = 0; i < n; i++) {
                        out.values[i] = a.values[i] - b.values[i];
                    }
                    return false;
                };
            case MULTIPLY ->
                (n, a, b, out) -> {
                    for (int i = 0; i < n; i++) {
                        out.values[i] = a.values[i] * b.values[i];
                    }
                    return false;
                };
            case DIVIDE ->
                (n, a, b, out) -> {
                    for (int i = 0; i < n; i++) {
                        out.values[i] = a.values[i] / b.values[i];
                    }
                    return false;
                };
            case MODULO ->
                (n, a, b, out) -> {
                    for (int i = 0; i < n; i++) {
                        out.values[i] = a.values[i] % b.values[i];
                    }
                    return false;
                };
        };
    }

    private static Loop<DecimalLane> decimalLoop(ArithmeticOp op, ArrowType.Decimal type) {
        return (n, a, b, out) -> {
            boolean wrong = false;
            for (int i = 0; i < n; i++) {
                BigDecimal r = decimal(op, type, a.values[i], b.values[i]);
                wrong |= r == null;
                out.values[i] = r == null ? BigDecimal.ZERO : r;
            }
            return wrong;
        };
    }

    /** The result at the type's scale, or null if there is none or it does not fit. */
    private static @Nullable BigDecimal decimal(ArithmeticOp op, ArrowType.Decimal type, BigDecimal x, BigDecimal y) {
        if ((op == ArithmeticOp.DIVIDE || op == ArithmeticOp.MODULO) && y.signum() == 0) {
            return null;
        }
        BigDecimal r =
                switch (op) {
                    case ADD -> x.add(y);
                    case SUBTRACT -> x.subtract(y);
                    case MULTIPLY -> x.multiply(y);
                    case DIVIDE -> x.divide(y, type.getScale(), RoundingMode.HALF_UP);
                    case MODULO -> x.remainder(y);
                };
        BigDecimal scaled = r.setScale(type.getScale(), RoundingMode.HALF_UP);
        return scaled.precision() > type.getPrecision() ? null : scaled;
    }

    private static @Nullable String decimalProblem(
            ArithmeticOp op, ArrowType.Decimal type, BigDecimal x, BigDecimal y) {
        if (decimal(op, type, x, y) != null) {
            return null;
        }
        boolean divides = op == ArithmeticOp.DIVIDE || op == ArithmeticOp.MODULO;
        return divides && y.signum() == 0
                ? "expected a divisor that is not 0 but found " + x + " by 0"
                : "expected a result within decimal(" + type.getPrecision() + ", " + type.getScale() + ") but found "
                        + x + " and " + y + ", which overflow";
    }
}
