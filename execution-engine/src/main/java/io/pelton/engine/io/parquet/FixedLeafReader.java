// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.parquet.LeafType.Form;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Reads values that Arrow holds in a fixed number of bytes, or as bits. */
final class FixedLeafReader extends LeafReader {
    private static final int AT_ONCE = 1024;

    private final LeafType type;
    private final int width;
    private final byte[] scratch;
    /** Made by the first page with nulls. */
    private byte[] spread = new byte[0];

    private final BitBuffer bits = new BitBuffer();
    private FixedValues values = new FixedValues.None();

    FixedLeafReader(ReadNode.Leaf leaf, byte[] scratch) {
        super(leaf);
        this.type = leaf.type();
        this.width = Math.max(1, type.arrowBytes());
        this.scratch = scratch.length >= width ? scratch : new byte[width];
    }

    @Override
    void start(BufferAllocator allocator, int rows) {
        startData(allocator, rows);
        bits.clear();
    }

    @Override
    void startPage(DataPage next, @Nullable Dictionary dictionary) {
        values = switch (next.encoding()) {
            case PLAIN -> plain(next);
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> indexed(next, need(dictionary));
            case DELTA_BINARY_PACKED -> {
                if (type.physical() != Type.INT32 && type.physical() != Type.INT64) {
                    throw unsupported(leaf, next.encoding());
                }
                yield empty(next)
                        ? new FixedValues.None()
                        : new FixedValues.Delta(type, new DeltaDecoder(next.bytes(), next.from(), next.to()));
            }
            case BYTE_STREAM_SPLIT -> {
                if (type.storedBytes() <= 0) {
                    throw unsupported(leaf, next.encoding());
                }
                yield new FixedValues.Split(type, next.bytes(), next.from(), next.to());
            }
            case RLE -> runs(next);
            case DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY -> fromVariable(next);
            default -> throw unsupported(leaf, next.encoding());
        };
        if (type.form() == Form.NOTHING) {
            values = new FixedValues.None();
        }
    }

    private static boolean empty(DataPage page) {
        return page.from() == page.to();
    }

    private FixedValues plain(DataPage page) {
        if (type.form() == Form.BITS) {
            return new FixedValues.PlainBits(page.bytes(), page.from(), page.to());
        }
        return type.storedBytes() < 0
                ? fromVariable(page)
                : new FixedValues.Plain(type, page.bytes(), page.from(), page.to());
    }

    private FixedValues indexed(DataPage page, Dictionary dictionary) {
        if (type.form() == Form.BITS) {
            throw unsupported(leaf, page.encoding());
        }
        return new FixedValues.Indexed(dictionary, indices(page));
    }

    private FixedValues runs(DataPage page) {
        if (type.form() != Form.BITS) {
            throw unsupported(leaf, page.encoding());
        }
        if (empty(page)) {
            return new FixedValues.None();
        }
        int size = page.to() - page.from() >= 4 ? Bytes.getInt(page.bytes(), page.from()) : -1;
        if (size < 0 || size > page.to() - page.from() - 4) {
            throw new DamagedFileException("values of " + size + " bytes");
        }
        int from = page.from() + 4;
        return new FixedValues.RleBits(new RleDecoder(page.bytes(), from, from + size, 1));
    }

    private FixedValues fromVariable(DataPage page) {
        boolean bytes = type.physical() == Type.BYTE_ARRAY || type.physical() == Type.FIXED_LEN_BYTE_ARRAY;
        if (!bytes || page.encoding() != Encoding.DELTA_BYTE_ARRAY && type.storedBytes() >= 0) {
            throw unsupported(leaf, page.encoding());
        }
        return empty(page)
                ? new FixedValues.None()
                : new FixedValues.FromVariable(type, VariableLeafReader.values(leaf, page, null));
    }

    @Override
    void loaded(int entries, int present) {}

    @Override
    long bytes(int from, int to) {
        return type.form() == Form.FIXED ? (long) (to - from) * width : (to - from + 7) / 8;
    }

    @Override
    void take(int from, int to, boolean full) {
        int present = present(from, to, full);
        takeValidity(from, to, full);
        if (type.form() == Form.NOTHING) {
            values.skip(present);
        } else if (type.form() == Form.BITS) {
            takeBits(from, to, full);
        } else if (full) {
            values.append(present, data, width, scratch);
        } else if (present == 0) {
            appendZeros(from, to);
        } else {
            takeSpread(from, to);
        }
    }

    private void takeBits(int from, int to, boolean full) {
        int atOnce = Math.min(AT_ONCE, scratch.length);
        for (int first = from; first < to; first += atOnce) {
            int last = Math.min(to, first + atOnce);
            values.read(present(first, last, full), scratch, 0);
            int next = 0;
            for (int i = first; i < last; i++) {
                if (definitions[i] == leaf.maxDefinition()) {
                    bits.append(scratch[next++] != 0);
                } else if (definitions[i] >= leaf.slotDefinition()) {
                    bits.append(false);
                }
            }
        }
    }

    private void appendZeros(int from, int to) {
        int slots = 0;
        for (int i = from; i < to; i++) {
            slots += definitions[i] >= leaf.slotDefinition() ? 1 : 0;
        }
        makeSpread();
        Arrays.fill(spread, (byte) 0);
        int atOnce = spread.length / width;
        for (int left = slots; left > 0; left -= atOnce) {
            data.append(spread, 0, Math.min(left, atOnce) * width);
        }
    }

    private void makeSpread() {
        if (spread.length == 0) {
            spread = new byte[Math.max(width, Math.min(AT_ONCE * width, 1 << 14))];
        }
    }

    /** Decodes the values densely and then spreads them, so that nulls get a place of zeros. */
    private void takeSpread(int from, int to) {
        makeSpread();
        int atOnce = Math.min(scratch.length, spread.length) / width;
        for (int first = from; first < to; first += atOnce) {
            int last = Math.min(to, first + atOnce);
            values.read(present(first, last, false), scratch, 0);
            int size = width == 8 ? spread8(first, last) : width == 4 ? spread4(first, last) : spreadAny(first, last);
            data.append(spread, 0, size);
        }
    }

    private int spread8(int from, int to) {
        int next = 0;
        int at = 0;
        if (leaf.slotDefinition() == 0) {
            int max = leaf.maxDefinition();
            for (int i = from; i < to; i++, at += 8) {
                int one = definitions[i] == max ? 1 : 0;
                Bytes.putLong(spread, at, Bytes.getLong(scratch, next) & -one);
                next += one * 8;
            }
            return at;
        }
        for (int i = from; i < to; i++) {
            int definition = definitions[i];
            if (definition == leaf.maxDefinition()) {
                Bytes.putLong(spread, at, Bytes.getLong(scratch, next));
                next += 8;
                at += 8;
            } else if (definition >= leaf.slotDefinition()) {
                Bytes.putLong(spread, at, 0);
                at += 8;
            }
        }
        return at;
    }

    private int spread4(int from, int to) {
        int next = 0;
        int at = 0;
        if (leaf.slotDefinition() == 0) {
            int max = leaf.maxDefinition();
            for (int i = from; i < to; i++, at += 4) {
                int one = definitions[i] == max ? 1 : 0;
                Bytes.putInt(spread, at, Bytes.getInt(scratch, next) & -one);
                next += one * 4;
            }
            return at;
        }
        for (int i = from; i < to; i++) {
            int definition = definitions[i];
            if (definition == leaf.maxDefinition()) {
                Bytes.putInt(spread, at, Bytes.getInt(scratch, next));
                next += 4;
                at += 4;
            } else if (definition >= leaf.slotDefinition()) {
                Bytes.putInt(spread, at, 0);
                at += 4;
            }
        }
        return at;
    }

    private int spreadAny(int from, int to) {
        int next = 0;
        int at = 0;
        for (int i = from; i < to; i++) {
            int definition = definitions[i];
            if (definition == leaf.maxDefinition()) {
                System.arraycopy(scratch, next, spread, at, width);
                next += width;
                at += width;
            } else if (definition >= leaf.slotDefinition()) {
                Arrays.fill(spread, at, at + width, (byte) 0);
                at += width;
            }
        }
        return at;
    }

    @Override
    void drop(int from, int to) {
        values.skip(present(from, to, false));
    }

    @Override
    void endPage() {
        values.finish();
    }

    @Override
    void finish(FieldVector vector, BufferAllocator allocator) {
        if (vector instanceof NullVector) {
            vector.setValueCount(slots());
            return;
        }
        load(
                vector,
                slots(),
                validity.zeros(),
                List.of(validity.validity(allocator), type.form() == Form.BITS ? bits.copy(allocator) : data.take()));
    }
}
