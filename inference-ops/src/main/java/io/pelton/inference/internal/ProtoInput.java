// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf messages from a stream and passes over what nobody asks for, so that the names and shapes of a model
 * of any size are read in a few kilobytes of memory.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class ProtoInput {
    /** Names and such; a longer one means that the bytes are something else. */
    private static final int MAX_STRING = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int filled;
    private long consumed;

    /** What a message's fields mean to a reader. Fields that it does not read to their end are passed over. */
    interface Fields {
        /** A number. */
        default void number(int field, long value) throws IOException {}

        /** A string, bytes or a message that ends at {@code end}. */
        default void bytes(int field, long end) throws IOException {}
    }

    ProtoInput(InputStream in) {
        this.in = in;
    }

    /** Reads a message up to the stream's end. */
    void messageToEnd(Fields fields) throws IOException {
        while (fill()) {
            field(Long.MAX_VALUE, fields);
        }
    }

    /** Reads a message that ends at {@code end}. */
    void message(long end, Fields fields) throws IOException {
        while (position() < end) {
            field(end, fields);
        }
    }

    private void field(long end, Fields fields) throws IOException {
        long key = varint();
        int number = (int) (key >>> 3);
        if (number == 0 || key >>> 32 != 0) {
            throw new OnnxHeader.MalformedException("no field has key " + key + " at byte " + position());
        }
        switch ((int) key & 7) {
            case 0 -> fields.number(number, varint());
            case 1 -> skipTo(position() + 8);
            case 2 -> {
                long length = varint();
                long stop = position() + length;
                if (length < 0 || stop < 0 || stop > end) {
                    throw new OnnxHeader.MalformedException(
                            "a field of " + length + " bytes at byte " + position() + " is too long");
                }
                fields.bytes(number, stop);
                skipTo(stop);
            }
            case 5 -> skipTo(position() + 4);
            default -> throw new OnnxHeader.MalformedException("no field has key " + key + " at byte " + position());
        }
    }

    /** Reads a string that ends at {@code end}. */
    String string(long end) throws IOException {
        long length = end - position();
        if (length > MAX_STRING) {
            throw new OnnxHeader.MalformedException(
                    "a name of " + length + " bytes at byte " + position() + " is too long");
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = octet();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = octet();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new OnnxHeader.MalformedException("a number at byte " + position() + " is too long");
    }

    private byte octet() throws IOException {
        if (!fill()) {
            throw new OnnxHeader.MalformedException("the bytes end at " + position() + ", inside a field");
        }
        return buffer[next++];
    }

    private void skipTo(long end) throws IOException {
        next += (int) Math.min(filled - next, end - position());
        if (end - position() >= buffer.length) {
            consumed += in.skip(end - position());
        }
        while (position() < end) {
            if (!fill()) {
                throw new OnnxHeader.MalformedException(
                        "the bytes end at " + position() + " where a field goes on to " + end);
            }
            next += (int) Math.min(filled - next, end - position());
        }
    }

    long position() {
        return consumed + next;
    }

    private boolean fill() throws IOException {
        if (next < filled) {
            return true;
        }
        consumed += filled;
        next = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }
}
