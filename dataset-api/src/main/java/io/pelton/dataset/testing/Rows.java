// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.testing;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares rows by value. */
final class Rows {
    private Rows() {}

    /** Fails unless {@code found} has the rows of {@code expected}, in the columns that {@code expected} has. */
    static void requireSame(
            String what,
            List<? extends Map<String, ? extends @Nullable Object>> expected,
            List<? extends Map<String, ? extends @Nullable Object>> found,
            double tolerance) {
        if (expected.size() != found.size()) {
            throw new AssertionError(
                    "Expected " + what + ": " + expected.size() + " rows but found " + found.size() + ".");
        }
        for (int i = 0; i < expected.size(); i++) {
            for (Map.Entry<String, ? extends @Nullable Object> cell :
                    expected.get(i).entrySet()) {
                Map<String, ? extends @Nullable Object> row = found.get(i);
                Object value = row.get(cell.getKey());
                if (!row.containsKey(cell.getKey()) || !same(cell.getValue(), value, tolerance)) {
                    throw new AssertionError("Expected " + what + ": " + cell.getKey() + " = " + text(cell.getValue())
                            + " in row " + i + " but found "
                            + (row.containsKey(cell.getKey()) ? text(value) : "no such column")
                            + ".");
                }
            }
        }
    }

    private static boolean same(@Nullable Object a, @Nullable Object b, double tolerance) {
        if (isFloating(a) && isFloating(b)) {
            double x = ((Number) Objects.requireNonNull(a)).doubleValue();
            double y = ((Number) Objects.requireNonNull(b)).doubleValue();
            return Double.compare(x, y) == 0 || Math.abs(x - y) <= tolerance;
        }
        if (a instanceof List<?> && b instanceof List<?>) {
            return sameElements((List<?>) a, (List<?>) b, tolerance);
        }
        if (a instanceof Map<?, ?> && b instanceof Map<?, ?>) {
            Map<?, ?> x = (Map<?, ?>) a;
            Map<?, ?> y = (Map<?, ?>) b;
            return x.keySet().equals(y.keySet())
                    && x.keySet().stream().allMatch(key -> same(x.get(key), y.get(key), tolerance));
        }
        return Objects.deepEquals(a, b);
    }

    private static boolean isFloating(@Nullable Object value) {
        return value instanceof Float || value instanceof Double;
    }

    private static boolean sameElements(List<?> a, List<?> b, double tolerance) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> other = b.iterator();
        for (Object element : a) {
            if (!same(element, other.next(), tolerance)) {
                return false;
            }
        }
        return true;
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] ? java.util.Arrays.toString((byte[]) value) : String.valueOf(value);
    }
}
