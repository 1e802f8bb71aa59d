// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/**
 * Structures in Thrift's compact protocol, field by field, without an object for any of it: a table has a page header for
 * every few thousand values. See {@code thrift-compact-protocol.md} in Apache Thrift.
 *
 * <p>Use: {@link #begin}, then {@link #next} until it gives 0, where each field is either read by the method of its type or
 * {@linkplain #skip() skipped}; {@link #end} after that. Structures nest.
 */
final class CompactInput {
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I16 = 4;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int UUID = 13;

    /**
     * More than most structures have. They are fetched in one place: where a byte may be the last that is there, what fetches
     * more would be compiled into what takes one, again and again.
     */
    private static final int FEW_BYTES = 256;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_VARINT_BITS = 63;

    private final ChunkInput input;
    /** The last field of each structure that encloses the one at hand, and of that. */
    private final int[] fields = new int[MAX_DEPTH];

    private int depth;
    private int type;

    CompactInput(ChunkInput input) {
        this.input = input;
    }

    /** Forgets what was begun before; the next byte is the first of a structure. */
    void restart() {
        input.ready(FEW_BYTES);
        depth = 0;
        fields[0] = 0;
    }

    /** Begins a structure that is the field at hand. */
    void begin() {
        expect(STRUCT);
        enter();
    }

    private void enter() {
        if (depth + 1 == MAX_DEPTH) {
            throw unreadable("structures in more than " + MAX_DEPTH + " others");
        }
        fields[++depth] = 0;
    }

    /** Ends the structure at hand, of which {@link #next} has given 0. */
    void end() {
        depth--;
    }

    /** The number of the next field; 0 at the end of the structure. */
    int next() {
        int head = octet();
        type = head & 0xf;
        if (head == 0) {
            return 0;
        }
        int step = head >>> 4;
        fields[depth] = step == 0 ? (int) zigzag() : fields[depth] + step;
        if (fields[depth] <= 0 || type == 0) {
            throw unreadable("a field with number " + fields[depth] + " and type " + type);
        }
        return fields[depth];
    }

    /** The field at hand, an integer of 32 bits. */
    int i32() {
        expect(I32);
        long value = zigzag();
        if (value != (int) value) {
            throw unreadable("an integer of 32 bits that is " + value);
        }
        return (int) value;
    }

    /** The field at hand, a truth value. */
    boolean bool() {
        if (type != TRUE && type != FALSE) {
            expect(TRUE);
        }
        return type == TRUE;
    }

    /** Passes over the field at hand. */
    void skip() {
        skip(type, false);
    }

    /** @param element whether it stands in a list, where truth values take a byte */
    private void skip(int kind, boolean element) {
        switch (kind) {
            case TRUE, FALSE -> pass(element ? 1 : 0);
            case BYTE -> pass(1);
            case I16, I32, I64 -> varint();
            case DOUBLE -> pass(Double.BYTES);
            case BINARY -> pass(varint());
            case LIST, SET -> skipList();
            case MAP -> skipMap();
            case STRUCT -> skipStruct();
            case UUID -> pass(2 * Long.BYTES);
            default -> throw unreadable("a value of type " + kind);
        }
    }

    private void skipList() {
        int head = octet();
        long size = head >>> 4 == 0xf ? varint() : head >>> 4;
        for (long i = count(size); i > 0; i--) {
            skipElement(head & 0xf);
        }
    }

    private void skipMap() {
        long size = count(varint());
        int types = size == 0 ? 0 : octet();
        for (long i = size; i > 0; i--) {
            skipElement(types >>> 4);
            skipElement(types & 0xf);
        }
    }

    /** An element of a list of lists is as deep as a structure: what nests without end takes no stack. */
    private void skipElement(int kind) {
        enter();
        skip(kind, true);
        end();
    }

    private void skipStruct() {
        enter();
        while (next() != 0) {
            skip();
        }
        end();
    }

    /** Every element takes a byte at the least. */
    private long count(long size) {
        if (size < 0 || size > input.remaining()) {
            throw unreadable(size + " elements in " + input.remaining() + " bytes");
        }
        return size;
    }

    private void pass(long bytes) {
        if (bytes < 0 || bytes > input.remaining()) {
            throw unreadable(bytes + " bytes where " + input.remaining() + " are left");
        }
        input.pass(bytes);
    }

    private long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift <= MAX_VARINT_BITS; shift += 7) {
            int next = octet();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw unreadable("an integer of more than 64 bits");
    }

    private int octet() {
        int next = input.read();
        if (next < 0) {
            throw unreadable("it does not end");
        }
        return next;
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw unreadable("field " + fields[depth] + " has type " + type + " instead of " + wanted);
        }
    }

    /** What is wrong with a header, as readers say it. */
    static DamagedFileException unreadable(String why) {
        return new DamagedFileException("a page header that cannot be read (" + why + ")");
    }
}
