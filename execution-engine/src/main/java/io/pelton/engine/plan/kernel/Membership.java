// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value is one of some constants, by binary search.
 *
 * @param <L> what it looks up
 */
final class Membership<L extends Lane> implements Kernel<BoolLane> {
    private interface Search<L extends Lane> {
        boolean found(L lane, int row);
    }

    private final Kernel<L> operand;
    private final Search<L> search;
    private final BoolLane lane = new BoolLane();

    private Membership(Kernel<L> operand, Search<L> search) {
        this.operand = operand;
        this.search = search;
    }

    /** Of no constants: false, or null. */
    static Membership<? extends Lane> none(Kernel<? extends Lane> operand) {
        return new Membership<>(operand, (a, i) -> false);
    }

    static Membership<LongLane> longs(Kernel<LongLane> operand, Collection<Long> values) {
        long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Membership<>(operand, (a, i) -> Arrays.binarySearch(sorted, a.values[i]) >= 0);
    }

    static Membership<DoubleLane> doubles(Kernel<DoubleLane> operand, Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v + 0.0).sorted().toArray();
        return new Membership<>(operand, (a, i) -> Arrays.binarySearch(sorted, a.values[i] + 0.0) >= 0);
    }

    static Membership<DecimalLane> decimals(Kernel<DecimalLane> operand, Collection<BigDecimal> values) {
        TreeSet<BigDecimal> set = new TreeSet<>(values);
        return new Membership<>(operand, (a, i) -> set.contains(a.values[i]));
    }

    static Membership<BoolLane> bools(Kernel<BoolLane> operand, Collection<Boolean> values) {
        return new Membership<>(operand, (a, i) -> values.contains(a.values[i]));
    }

    static Membership<BytesLane> bytes(Kernel<BytesLane> operand, List<byte[]> values) {
        byte[][] sorted = values.toArray(new byte[0][]);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        return new Membership<>(operand, (a, i) -> search(sorted, a.bytes, a.from[i], a.to[i]));
    }

    private static boolean search(byte[][] sorted, byte[] bytes, int from, int to) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] value = sorted[middle];
            int order = Arrays.compareUnsigned(value, 0, value.length, bytes, from, to);
            if (order == 0) {
                return true;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return false;
    }

    @Override
    public BoolLane eval(RecordBatch input, boolean @Nullable [] counts) {
        int rows = input.rowCount();
        L a = operand.eval(input, counts);
        lane.ensure(rows);
        for (int i = 0; i < rows; i++) {
            lane.values[i] = search.found(a, i);
        }
        lane.nullsOf(rows, a);
        return lane;
    }

    @Override
    public boolean canFail() {
        return operand.canFail();
    }
}
