// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

/** Walks over UTF-8 without decoding it. Bytes that are not UTF-8 do no harm: they count as what they look like. */
final class Utf8 {
    private Utf8() {}

    /** Code points in a range. */
    static int codePoints(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += isContinuation(bytes[i]) ? 0 : 1;
        }
        return count;
    }

    /** The position after {@code n} code points, at most {@code to}. */
    static int skip(byte[] bytes, int from, int to, long n) {
        int i = from;
        for (long left = n; left > 0 && i < to; left--) {
            i = next(bytes, i, to);
        }
        return i;
    }

    /** The position after white space at the beginning. */
    static int skipWhitespace(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int next = next(bytes, i, to);
            if (!isWhitespace(bytes, i, next)) {
                break;
            }
            i = next;
        }
        return i;
    }

    /** The position before white space at the end. */
    static int dropWhitespace(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from) {
            int previous = previous(bytes, from, i);
            if (!isWhitespace(bytes, previous, i)) {
                break;
            }
            i = previous;
        }
        return i;
    }

    /** The position after the code point at {@code i}. */
    private static int next(byte[] bytes, int i, int to) {
        int end = i + 1;
        while (end < to && isContinuation(bytes[end])) {
            end++;
        }
        return end;
    }

    /** The position of the code point that ends before {@code i}. */
    private static int previous(byte[] bytes, int from, int i) {
        int start = i - 1;
        while (start > from && isContinuation(bytes[start])) {
            start--;
        }
        return start;
    }

    /** Whether a code point is white space as {@link Character#isWhitespace(int)} knows it; none has four bytes. */
    private static boolean isWhitespace(byte[] bytes, int from, int to) {
        int first = bytes[from] & 0xff;
        return switch (to - from) {
            case 1 -> first < 0x80 && Character.isWhitespace(first);
            case 2 -> Character.isWhitespace((first & 0x1f) << 6 | bytes[from + 1] & 0x3f);
            case 3 ->
                Character.isWhitespace((first & 0x0f) << 12 | (bytes[from + 1] & 0x3f) << 6 | bytes[from + 2] & 0x3f);
            default -> false;
        };
    }

    /** Whether all bytes are ASCII. */
    static boolean isAscii(byte[] bytes, int from, int to) {
        int or = 0;
        for (int i = from; i < to; i++) {
            or |= bytes[i];
        }
        return or >= 0;
    }

    /** The first position of a part, or -1. */
    static int indexOf(byte[] bytes, int from, int to, byte[] part, int partFrom, int partTo) {
        int length = partTo - partFrom;
        if (length == 0) {
            return from;
        }
        byte first = part[partFrom];
        for (int i = from, last = to - length; i <= last; i++) {
            if (bytes[i] == first && matches(bytes, i, part, partFrom, length)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at, byte[] part, int partFrom, int length) {
        for (int i = 1; i < length; i++) {
            if (bytes[at + i] != part[partFrom + i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }
}
