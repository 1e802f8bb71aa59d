// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.util.Arrays;

/**
 * Numbers and texts as bytes, for what is kept in great numbers: a number takes a byte for each seven bits, and a text only
 * what sets it apart from another one that is known. Any text comes back as it was, lone surrogates too.
 */
final class Packed {
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int FIRST_BYTES = 64;

    private Packed() {}

    /** Appends values. */
    static final class Writer {
        private byte[] bytes = new byte[FIRST_BYTES];
        private int size;

        void number(long value) {
            long left = value;
            while ((left & -MORE) != 0) {
                add((byte) (left | MORE));
                left >>>= BITS;
            }
            add((byte) left);
        }

        private void add(byte b) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * size);
            }
            bytes[size++] = b;
        }

        /**
         * Appends a text.
         *
         * @param like another that begins as it does, if at all
         */
        void text(CharSequence like, String text) {
            int shared = 0;
            while (shared < Math.min(like.length(), text.length()) && like.charAt(shared) == text.charAt(shared)) {
                shared++;
            }
            number(shared);
            number(text.length() - shared);
            for (int i = shared; i < text.length(); i++) {
                number(text.charAt(i));
            }
        }

        byte[] toBytes() {
            return Arrays.copyOf(bytes, size);
        }
    }

    /** Takes the values in the order in which they were appended. */
    static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += BITS) {
                byte b = bytes[at++];
                value |= (long) (b & (MORE - 1)) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        /** Makes of the text that the next was written like that next text. */
        void text(StringBuilder like) {
            like.setLength((int) number());
            for (int more = (int) number(); more > 0; more--) {
                like.append((char) number());
            }
        }

        String text(String like) {
            StringBuilder text = new StringBuilder(like);
            text(text);
            return text.toString();
        }
    }
}
