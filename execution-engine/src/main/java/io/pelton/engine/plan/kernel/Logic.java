// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * AND and OR of three values. One class serves both: with {@code decides} the value that settles the answer alone
 * (false for AND, true for OR), the answer is {@code decides} if a side is, else null if a side is, else the other value.
 * The right side may only fail where the left has not settled the answer. For a filter, which drops a row for null as for
 * false, null on the left settles it too.
 */
final class Logic implements Kernel<BoolLane> {
    private final boolean decides;
    private final boolean nullDecides;
    private final Kernel<BoolLane> left;
    private final Kernel<BoolLane> right;
    private final BoolLane lane = new BoolLane();
    private boolean[] narrowed = new boolean[0];

    private Logic(boolean decides, boolean nullDecides, Kernel<BoolLane> left, Kernel<BoolLane> right) {
        this.decides = decides;
        this.nullDecides = nullDecides;
        this.left = left;
        this.right = right;
    }

    static Logic and(Kernel<BoolLane> left, Kernel<BoolLane> right) {
        return new Logic(false, false, left, right);
    }

    static Logic or(Kernel<BoolLane> left, Kernel<BoolLane> right) {
        return new Logic(true, false, left, right);
    }

    /** AND of two filters; null may stand for false in its answer. */
    static Logic filterBoth(Kernel<BoolLane> left, Kernel<BoolLane> right) {
        return new Logic(false, true, left, right);
    }

    @Override
    public BoolLane eval(RecordBatch input, boolean @Nullable [] counts) {
        int rows = input.rowCount();
        BoolLane a = left.eval(input, counts);
        BoolLane b = right.eval(input, right.canFail() ? undecided(rows, a, counts) : null);
        lane.ensure(rows);
        if (a.anyNull || b.anyNull) {
            threeValued(rows, a, b);
        } else {
            twoValued(rows, a.values, b.values);
        }
        return lane;
    }

    private void twoValued(int rows, boolean[] a, boolean[] b) {
        boolean[] out = lane.values;
        if (decides) {
            for (int i = 0; i < rows; i++) {
                out[i] = a[i] | b[i];
            }
        } else {
            for (int i = 0; i < rows; i++) {
                out[i] = a[i] & b[i];
            }
        }
    }

    private void threeValued(int rows, BoolLane a, BoolLane b) {
        lane.anyNull = true;
        for (int i = 0; i < rows; i++) {
            boolean aNull = a.isNull(i);
            boolean bNull = b.isNull(i);
            boolean decided = (!aNull & a.values[i] == decides) | (!bNull & b.values[i] == decides);
            lane.values[i] = decided == decides;
            lane.nulls[i] = !decided & (aNull | bNull);
        }
    }

    private boolean[] undecided(int rows, BoolLane a, boolean @Nullable [] counts) {
        if (narrowed.length < rows) {
            narrowed = new boolean[rows];
        }
        for (int i = 0; i < rows; i++) {
            boolean open = a.isNull(i) ? !nullDecides : a.values[i] != decides;
            narrowed[i] = open && (counts == null || counts[i]);
        }
        return narrowed;
    }

    @Override
    public boolean canFail() {
        return left.canFail() || right.canFail();
    }

    /** NOT; null stays null. */
    static final class Not implements Kernel<BoolLane> {
        private final Kernel<BoolLane> operand;
        private final BoolLane lane = new BoolLane();

        Not(Kernel<BoolLane> operand) {
            this.operand = operand;
        }

        @Override
        public BoolLane eval(RecordBatch input, boolean @Nullable [] counts) {
            int rows = input.rowCount();
            BoolLane a = operand.eval(input, counts);
            lane.ensure(rows);
            for (int i = 0; i < rows; i++) {
                lane.values[i] = !a.values[i];
            }
            lane.nullsOf(rows, a);
            return lane;
        }

        @Override
        public boolean canFail() {
            return operand.canFail();
        }
    }

    /** Whether a computed value is null. */
    static final class IsNull implements Kernel<BoolLane> {
        private final Kernel<? extends Lane> operand;
        private final BoolLane lane = new BoolLane();

        IsNull(Kernel<? extends Lane> operand) {
            this.operand = operand;
        }

        @Override
        public BoolLane eval(RecordBatch input, boolean @Nullable [] counts) {
            int rows = input.rowCount();
            Lane a = operand.eval(input, counts);
            lane.ensure(rows);
            for (int i = 0; i < rows; i++) {
                lane.values[i] = a.isNull(i);
            }
            return lane;
        }

        @Override
        public boolean canFail() {
            return operand.canFail();
        }
    }
}
