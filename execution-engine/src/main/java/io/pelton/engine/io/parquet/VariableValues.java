// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.Arrays;

/**
 * The values of one page that differ in length. First {@link #prepare} gives the lengths of some values, so that their
 * memory can be measured; then each of them is copied or skipped, in order.
 */
abstract class VariableValues {
    private static final int LARGE_BYTES = 4096;

    /** Gives the lengths of the next {@code n} values; all prepared before must have been taken. */
    abstract void prepare(int n, int[] lengths);

    /** Copies the prepared values {@code [from, from + n)}, the next ones, to {@code target}; gives where they end. */
    abstract int copy(int[] lengths, int from, int n, byte[] target, int at);

    /** Leaves out the prepared values {@code [from, from + n)}, the next ones. */
    abstract void skip(int[] lengths, int from, int n);

    /** Refuses a page that holds more than its values. */
    void finish() {}

    /** Copies the prepared values {@code [from, from + n)} to the end of {@code target}. */
    final void append(int[] lengths, int from, int n, DataBuffer target, byte[] scratch) {
        int next = from;
        while (next < from + n) {
            int last = next;
            int size = 0;
            while (last < from + n && lengths[last] <= scratch.length - size) {
                size += lengths[last++];
            }
            if (last == next) {
                byte[] one = new byte[lengths[next]];
                copy(lengths, next, 1, one, 0);
                target.append(one, 0, one.length);
                next++;
            } else {
                copy(lengths, next, last - next, scratch, 0);
                target.append(scratch, 0, size);
                next = last;
            }
        }
    }

    private static DamagedFileException ended() {
        return new DamagedFileException("a page ends before its values do");
    }

    /** Each value after its length. */
    static final class Plain extends VariableValues {
        private final byte[] bytes;
        private final int to;
        private int at;
        private int preparedTo;

        Plain(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.at = from;
            this.preparedTo = from;
            this.to = to;
        }

        @Override
        void prepare(int n, int[] lengths) {
            int next = preparedTo;
            for (int i = 0; i < n; i++) {
                if (to - next < 4) {
                    throw ended();
                }
                int length = Bytes.getInt(bytes, next);
                next += 4;
                if (length < 0 || length > to - next) {
                    throw new DamagedFileException(
                            "a value of " + length + " bytes where " + (to - next) + " are left");
                }
                lengths[i] = length;
                next += length;
            }
            preparedTo = next;
        }

        @Override
        int copy(int[] lengths, int from, int n, byte[] target, int targetAt) {
            int next = at;
            int done = targetAt;
            for (int i = from; i < from + n; i++) {
                next += 4;
                Bytes.copy(bytes, next, target, done, lengths[i]);
                next += lengths[i];
                done += lengths[i];
            }
            at = next;
            return done;
        }

        @Override
        void skip(int[] lengths, int from, int n) {
            for (int i = from; i < from + n; i++) {
                at += 4 + lengths[i];
            }
        }

        @Override
        void finish() {
            if (preparedTo != to) {
                throw new DamagedFileException("a page with " + (to - preparedTo) + " bytes more than its values take");
            }
        }
    }

    /** Indices into a dictionary. */
    static final class Indexed extends VariableValues {
        private final Dictionary dictionary;
        private final RleDecoder decoder;
        private int[] indices = new int[256];

        Indexed(Dictionary dictionary, RleDecoder decoder) {
            this.dictionary = dictionary;
            this.decoder = decoder;
        }

        @Override
        void prepare(int n, int[] lengths) {
            if (indices.length < n) {
                indices = new int[n];
            }
            decoder.read(indices, 0, n);
            dictionary.check(indices, n);
            int[] offsets = dictionary.offsets();
            for (int i = 0; i < n; i++) {
                lengths[i] = offsets[indices[i] + 1] - offsets[indices[i]];
            }
        }

        @Override
        int copy(int[] lengths, int from, int n, byte[] target, int targetAt) {
            byte[] values = dictionary.bytes();
            int[] offsets = dictionary.offsets();
            int done = targetAt;
            int i = from;
            if (dictionary.words().length > 0) {
                // What is written behind a short value is overwritten by the next one.
                long[] words = dictionary.words();
                for (; i < from + n && done <= target.length - Long.BYTES; i++) {
                    Bytes.putLong(target, done, words[indices[i]]);
                    done += lengths[i];
                }
            }
            for (; i < from + n; i++) {
                Bytes.copy(values, offsets[indices[i]], target, done, lengths[i]);
                done += lengths[i];
            }
            return done;
        }

        @Override
        void skip(int[] lengths, int from, int n) {}
    }

    /** DELTA_LENGTH_BYTE_ARRAY: all lengths, then all values. */
    static final class DeltaLength extends VariableValues {
        private final byte[] bytes;
        private final int to;
        private final DeltaDecoder sizes;
        private int at;
        private int preparedTo;

        DeltaLength(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.to = to;
            this.sizes = new DeltaDecoder(bytes, from, to);
            this.at = new DeltaDecoder(bytes, from, to).findEnd();
            this.preparedTo = at;
        }

        @Override
        void prepare(int n, int[] lengths) {
            for (int i = 0; i < n; i++) {
                long length = (int) sizes.next();
                if (length < 0 || length > to - preparedTo) {
                    throw new DamagedFileException(
                            "a value of " + length + " bytes where " + (to - preparedTo) + " are left");
                }
                lengths[i] = (int) length;
                preparedTo += lengths[i];
            }
        }

        @Override
        int copy(int[] lengths, int from, int n, byte[] target, int targetAt) {
            int first = at;
            skip(lengths, from, n);
            System.arraycopy(bytes, first, target, targetAt, at - first);
            return targetAt + at - first;
        }

        @Override
        void skip(int[] lengths, int from, int n) {
            for (int i = from; i < from + n; i++) {
                at += lengths[i];
            }
        }

        @Override
        void finish() {
            if (sizes.left() != 0 || preparedTo != to) {
                throw new DamagedFileException("a page with more than its values");
            }
        }
    }

    /** DELTA_BYTE_ARRAY: each value as what it shares with the one before, and its own rest. */
    static final class DeltaText extends VariableValues {
        private final DeltaDecoder prefixes;
        private final DeltaLength suffixes;
        private int[] shared = new int[256];
        private int[] own = new int[256];
        private int lastPrepared;
        private byte[] last = new byte[64];

        DeltaText(byte[] bytes, int from, int to) {
            this.prefixes = new DeltaDecoder(bytes, from, to);
            this.suffixes = new DeltaLength(bytes, new DeltaDecoder(bytes, from, to).findEnd(), to);
        }

        @Override
        void prepare(int n, int[] lengths) {
            if (shared.length < n) {
                shared = new int[n];
                own = new int[n];
            }
            suffixes.prepare(n, own);
            for (int i = 0; i < n; i++) {
                long prefix = (int) prefixes.next();
                long length = prefix + own[i];
                if (prefix < 0 || prefix > lastPrepared || length > Integer.MAX_VALUE - 64) {
                    throw new DamagedFileException(
                            "a value that shares " + prefix + " bytes with one of " + lastPrepared);
                }
                shared[i] = (int) prefix;
                lengths[i] = (int) length;
                lastPrepared = lengths[i];
            }
        }

        @Override
        int copy(int[] lengths, int from, int n, byte[] target, int targetAt) {
            int done = targetAt;
            for (int i = from; i < from + n; i++) {
                next(lengths, i);
                System.arraycopy(last, 0, target, done, lengths[i]);
                done += lengths[i];
            }
            return done;
        }

        private void next(int[] lengths, int i) {
            if (last.length < lengths[i]) {
                last = Arrays.copyOf(last, Math.max(lengths[i], (int) Math.min(2L * last.length, LARGE_BYTES)));
            }
            suffixes.copy(own, i, 1, last, shared[i]);
        }

        @Override
        void skip(int[] lengths, int from, int n) {
            for (int i = from; i < from + n; i++) {
                next(lengths, i);
            }
        }

        @Override
        void finish() {
            suffixes.finish();
        }
    }
}
