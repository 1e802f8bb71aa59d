// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.Arrays;

/** The values of one page that Arrow holds in a fixed number of bytes, decoded from front to back. */
abstract class FixedValues {
    /** Decodes the next {@code n} values to {@code target}, from byte {@code at} on. */
    abstract void read(int n, byte[] target, int at);

    /** Leaves out the next {@code n} values. */
    abstract void skip(int n);

    /** Decodes the next {@code n} values to the end of {@code target}. */
    void append(int n, DataBuffer target, int width, byte[] scratch) {
        int atOnce = scratch.length / width;
        for (int done = 0; done < n; done += atOnce) {
            int count = Math.min(atOnce, n - done);
            read(count, scratch, 0);
            target.append(scratch, 0, count * width);
        }
    }

    /** Refuses a page that holds more than its values. */
    void finish() {}

    private static DamagedFileException ended() {
        return new DamagedFileException("a page ends before its values do");
    }

    /** Stored values, one after the other. */
    static final class Plain extends FixedValues {
        private final LeafType type;
        private final byte[] bytes;
        private final int to;
        private int at;

        Plain(LeafType type, byte[] bytes, int from, int to) {
            this.type = type;
            this.bytes = bytes;
            this.at = from;
            this.to = to;
        }

        @Override
        void read(int n, byte[] target, int targetAt) {
            type.convert(bytes, take(n), target, targetAt, n);
        }

        @Override
        void append(int n, DataBuffer target, int width, byte[] scratch) {
            if (type.conversion() == LeafType.Conversion.NONE) {
                target.append(bytes, take(n), n * width);
            } else {
                super.append(n, target, width, scratch);
            }
        }

        private int take(int n) {
            if ((long) n * type.storedBytes() > to - at) {
                throw ended();
            }
            int from = at;
            at += n * type.storedBytes();
            return from;
        }

        @Override
        void skip(int n) {
            take(n);
        }

        @Override
        void finish() {
            if (at != to) {
                throw new DamagedFileException("a page with " + (to - at) + " bytes more than its values take");
            }
        }
    }

    /** Indices into a dictionary. */
    static final class Indexed extends FixedValues {
        private static final int AT_ONCE = 1024;

        private final Dictionary dictionary;
        private final RleDecoder indices;
        private final int[] some = new int[AT_ONCE];

        Indexed(Dictionary dictionary, RleDecoder indices) {
            this.dictionary = dictionary;
            this.indices = indices;
        }

        @Override
        void read(int n, byte[] target, int at) {
            int width = dictionary.width();
            for (int done = 0; done < n; done += AT_ONCE) {
                int count = Math.min(AT_ONCE, n - done);
                indices.read(some, 0, count);
                dictionary.check(some, count);
                gather(count, target, at + done * width, width);
            }
        }

        private void gather(int count, byte[] target, int at, int width) {
            byte[] values = dictionary.bytes();
            if (width == 8) {
                for (int i = 0; i < count; i++) {
                    Bytes.putLong(target, at + i * 8, Bytes.getLong(values, some[i] * 8));
                }
            } else if (width == 4) {
                for (int i = 0; i < count; i++) {
                    Bytes.putInt(target, at + i * 4, Bytes.getInt(values, some[i] * 4));
                }
            } else {
                for (int i = 0; i < count; i++) {
                    System.arraycopy(values, some[i] * width, target, at + i * width, width);
                }
            }
        }

        @Override
        void skip(int n) {
            indices.skip(n);
        }
    }

    /** DELTA_BINARY_PACKED integers. */
    static final class Delta extends FixedValues {
        private final LeafType type;
        private final DeltaDecoder deltas;
        private final byte[] one = new byte[8];

        Delta(LeafType type, DeltaDecoder deltas) {
            this.type = type;
            this.deltas = deltas;
        }

        @Override
        void read(int n, byte[] target, int at) {
            int width = type.arrowBytes();
            if (width == 8 && type.conversion() == LeafType.Conversion.NONE) {
                for (int i = 0; i < n; i++) {
                    Bytes.putLong(target, at + i * 8, deltas.next());
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                Bytes.putLong(one, 0, deltas.next());
                type.convertOne(one, 0, type.storedBytes(), target, at + i * width);
            }
        }

        @Override
        void skip(int n) {
            for (int i = 0; i < n; i++) {
                deltas.next();
            }
        }

        @Override
        void finish() {
            if (deltas.left() != 0) {
                throw new DamagedFileException("a page with " + deltas.left() + " values too many");
            }
        }
    }

    /** BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes, and so on. */
    static final class Split extends FixedValues {
        private final LeafType type;
        private final byte[] bytes;
        private final int from;
        private final int count;
        private final byte[] one;
        private int next;

        Split(LeafType type, byte[] bytes, int from, int to) {
            this.type = type;
            this.bytes = bytes;
            this.from = from;
            this.count = (to - from) / type.storedBytes();
            this.one = new byte[type.storedBytes()];
        }

        @Override
        void read(int n, byte[] target, int at) {
            if (n > count - next) {
                throw ended();
            }
            for (int i = 0; i < n; i++) {
                for (int b = 0; b < one.length; b++) {
                    one[b] = bytes[from + b * count + next];
                }
                next++;
                type.convertOne(one, 0, one.length, target, at + i * type.arrowBytes());
            }
        }

        @Override
        void skip(int n) {
            if (n > count - next) {
                throw ended();
            }
            next += n;
        }

        @Override
        void finish() {
            if (next != count) {
                throw new DamagedFileException("a page with " + (count - next) + " values too many");
            }
        }
    }

    /** Booleans of one bit, lowest first; given as bytes of 0 or 1. */
    static final class PlainBits extends FixedValues {
        private final byte[] bytes;
        private final long endBit;
        private long bit;

        PlainBits(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.bit = from * 8L;
            this.endBit = to * 8L;
        }

        @Override
        void read(int n, byte[] target, int at) {
            long first = bit;
            skip(n);
            for (int i = 0; i < n; i++) {
                long b = first + i;
                target[at + i] = (byte) (bytes[(int) (b >>> 3)] >>> (b & 7) & 1);
            }
        }

        @Override
        void skip(int n) {
            if (n > endBit - bit) {
                throw ended();
            }
            bit += n;
        }
    }

    /** Booleans as runs; given as bytes of 0 or 1. */
    static final class RleBits extends FixedValues {
        private final RleDecoder runs;

        RleBits(RleDecoder runs) {
            this.runs = runs;
        }

        @Override
        void read(int n, byte[] target, int at) {
            byte[] some = at == 0 ? target : new byte[n];
            runs.read(some, n, 1);
            if (at != 0) {
                System.arraycopy(some, 0, target, at, n);
            }
        }

        @Override
        void skip(int n) {
            runs.skip(n);
        }
    }

    /** Values that are stored with a length of their own, such as decimals in byte arrays. */
    static final class FromVariable extends FixedValues {
        private static final int AT_ONCE = 256;

        private final LeafType type;
        private final VariableValues values;
        private final int[] lengths = new int[AT_ONCE];
        private byte[] stored = new byte[64];

        FromVariable(LeafType type, VariableValues values) {
            this.type = type;
            this.values = values;
        }

        @Override
        void read(int n, byte[] target, int at) {
            for (int done = 0; done < n; done += AT_ONCE) {
                int count = Math.min(AT_ONCE, n - done);
                values.prepare(count, lengths);
                for (int i = 0; i < count; i++) {
                    if (stored.length < lengths[i]) {
                        stored = Arrays.copyOf(stored, lengths[i]);
                    }
                    if (type.storedBytes() >= 0 && lengths[i] != type.storedBytes()) {
                        throw new DamagedFileException(
                                "a value of " + lengths[i] + " bytes among those of " + type.storedBytes());
                    }
                    values.copy(lengths, i, 1, stored, 0);
                    type.convertOne(stored, 0, lengths[i], target, at + (done + i) * type.arrowBytes());
                }
            }
        }

        @Override
        void skip(int n) {
            for (int done = 0; done < n; done += AT_ONCE) {
                int count = Math.min(AT_ONCE, n - done);
                values.prepare(count, lengths);
                values.skip(lengths, 0, count);
            }
        }

        @Override
        void finish() {
            values.finish();
        }
    }

    /** Columns of nothing but nulls. */
    static final class None extends FixedValues {
        @Override
        void read(int n, byte[] target, int at) {
            skip(n);
        }

        @Override
        void skip(int n) {
            if (n > 0) {
                throw new DamagedFileException("a value in a column of nulls");
            }
        }
    }
}
