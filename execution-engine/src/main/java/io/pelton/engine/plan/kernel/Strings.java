// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr.StringOp;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * String functions on UTF-8; only the case of what is not ASCII goes through {@link String}.
 *
 * @param <L> what it gives
 */
final class Strings<L extends Lane> implements Kernel<L> {
    private interface Row<L extends Lane> {
        void compute(Lane[] arguments, int row, L out);
    }

    private interface Start<L extends Lane> {
        void start(Lane[] arguments, L out);
    }

    private final Kernel<?>[] arguments;
    private final Lane[] lanes;
    private final L lane;
    private final Start<L> start;
    private final Row<L> row;

    private Strings(List<? extends Kernel<?>> arguments, L lane, Start<L> start, Row<L> row) {
        this.arguments = arguments.toArray(new Kernel<?>[0]);
        this.lanes = new Lane[arguments.size()];
        this.lane = lane;
        this.start = start;
        this.row = row;
    }

    /** The kernel of a function; arguments are strings, and integers where it counts. */
    static Kernel<? extends Lane> of(StringOp op, List<? extends Kernel<?>> arguments) {
        return switch (op) {
            case LENGTH ->
                new Strings<>(arguments, new LongLane(), (in, out) -> {}, (in, i, out) -> {
                    BytesLane a = bytes(in, 0);
                    out.values[i] = Utf8.codePoints(a.bytes, a.from[i], a.to[i]);
                });
            case CONTAINS ->
                test(
                        arguments,
                        (a, b, i) -> Utf8.indexOf(a.bytes, a.from[i], a.to[i], b.bytes, b.from[i], b.to[i]) >= 0);
            case STARTS_WITH -> test(arguments, (a, b, i) -> regionEquals(a, a.from[i], b, i));
            case ENDS_WITH -> test(arguments, (a, b, i) -> regionEquals(a, a.to[i] - b.length(i), b, i));
            case LOWER -> fresh(arguments, (in, i, out) -> cased(bytes(in, 0), i, out, 'A', 'Z'));
            case UPPER -> fresh(arguments, (in, i, out) -> cased(bytes(in, 0), i, out, 'a', 'z'));
            case CONCAT -> fresh(arguments, Strings::concat);
            case TRIM -> part(arguments, Strings::trim);
            case SUBSTRING -> part(arguments, Strings::substring);
        };
    }

    private interface Test {
        boolean holds(BytesLane a, BytesLane b, int row);
    }

    private static Strings<BoolLane> test(List<? extends Kernel<?>> arguments, Test test) {
        return new Strings<>(
                arguments,
                new BoolLane(),
                (in, out) -> {},
                (in, i, out) -> out.values[i] = test.holds(bytes(in, 0), bytes(in, 1), i));
    }

    /** A function that makes new bytes. */
    private static Strings<BytesLane> fresh(List<? extends Kernel<?>> arguments, Row<BytesLane> row) {
        return new Strings<>(arguments, new BytesLane(), (in, out) -> out.restart(), (in, i, out) -> {
            out.begin(i);
            if (!anyNull(in, i)) {
                row.compute(in, i, out);
            }
        });
    }

    /** A function that gives a part of its first argument, whose bytes it shares. */
    private static Strings<BytesLane> part(List<? extends Kernel<?>> arguments, Row<BytesLane> row) {
        return new Strings<>(arguments, new BytesLane(), (in, out) -> out.bytes = bytes(in, 0).bytes, row);
    }

    @Override
    public L eval(RecordBatch input, boolean @Nullable [] counts) {
        int rows = input.rowCount();
        for (int a = 0; a < arguments.length; a++) {
            lanes[a] = arguments[a].eval(input, counts);
        }
        lane.ensure(rows);
        start.start(lanes, lane);
        for (int i = 0; i < rows; i++) {
            row.compute(lanes, i, lane);
        }
        lane.nullsOf(rows, lanes[0]);
        for (int a = 1; a < lanes.length; a++) {
            lane.nullsOf(rows, lane, lanes[a]);
        }
        return lane;
    }

    @Override
    public boolean canFail() {
        return Arrays.stream(arguments).anyMatch(Kernel::canFail);
    }

    private static BytesLane bytes(Lane[] arguments, int index) {
        return (BytesLane) arguments[index];
    }

    private static boolean anyNull(Lane[] arguments, int row) {
        for (Lane argument : arguments) {
            if (argument.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    private static boolean regionEquals(BytesLane a, int start, BytesLane b, int row) {
        int end = start + b.length(row);
        return start >= a.from[row]
                && end <= a.to[row]
                && Arrays.equals(a.bytes, start, end, b.bytes, b.from[row], b.to[row]);
    }

    /** Changes the case of letters between two; the other case is 32 away. */
    private static void cased(BytesLane a, int row, BytesLane out, char first, char last) {
        int from = a.from[row];
        int to = a.to[row];
        if (Utf8.isAscii(a.bytes, from, to)) {
            out.append(row, a.bytes, from, to);
            for (int i = out.from[row]; i < out.to[row]; i++) {
                byte b = out.bytes[i];
                out.bytes[i] = b >= first && b <= last ? (byte) (b ^ 0x20) : b;
            }
        } else {
            String text = new String(a.bytes, from, to - from, UTF_8);
            String other = first == 'A' ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
            byte[] encoded = other.getBytes(UTF_8);
            out.append(row, encoded, 0, encoded.length);
        }
    }

    private static void concat(Lane[] arguments, int row, BytesLane out) {
        for (int a = 0; a < arguments.length; a++) {
            BytesLane argument = bytes(arguments, a);
            out.append(row, argument.bytes, argument.from[row], argument.to[row]);
        }
    }

    private static void trim(Lane[] arguments, int row, BytesLane out) {
        BytesLane a = bytes(arguments, 0);
        int from = Utf8.skipWhitespace(a.bytes, a.from[row], a.to[row]);
        out.from[row] = from;
        out.to[row] = Utf8.dropWhitespace(a.bytes, from, a.to[row]);
    }

    private static void substring(Lane[] arguments, int row, BytesLane out) {
        BytesLane a = bytes(arguments, 0);
        long from = ((LongLane) arguments[1]).values[row];
        long length = arguments.length > 2 ? ((LongLane) arguments[2]).values[row] : Long.MAX_VALUE;
        long end = length <= 0 ? from : from + length < from ? Long.MAX_VALUE : from + length;
        long first = Math.max(0, from);
        out.from[row] = Utf8.skip(a.bytes, a.from[row], a.to[row], first);
        out.to[row] = Utf8.skip(a.bytes, out.from[row], a.to[row], Math.max(0, end - first));
    }
}
