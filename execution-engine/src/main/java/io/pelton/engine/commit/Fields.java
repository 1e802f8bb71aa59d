// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

/** Any text as one field of a line whose fields are parted by tabs. */
final class Fields {
    private static final String[] NONE = {};

    private Fields() {}

    /** One line of escaped fields, without a line end. */
    static String join(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            if (line.length() > 0) {
                line.append('\t');
            }
            line.append(escape(field.toString()));
        }
        return line.toString();
    }

    /** The fields that {@link #join} made a line of. */
    static String[] split(String line) {
        if (line.isEmpty()) {
            return NONE;
        }
        String[] fields = line.split("\t", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = unescape(fields[i]);
        }
        return fields;
    }

    /** The text without control characters; surrogates are spelt out too, since a lone one has no UTF-8. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c < ' ' || Character.isSurrogate(c)) {
                escaped.append(String.format("\\%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                plain.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
                i += 4;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
