// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A sha256 over the values of records, equal in every process: arrays and nested records count by what they hold. */
public final class ContentHash {
    private final MessageDigest digest = sha256();
    private final Map<Class<?>, RecordColumns> known = new HashMap<>();

    private ContentHash() {}

    /** The hash of a schema and rows of it, in hex. */
    public static String of(Schema schema, List<? extends Record> rows) {
        ContentHash hash = new ContentHash();
        hash.text(schema.toString());
        hash.value(rows);
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    /** A fresh sha256. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new PeltonException(ErrorKind.INTERNAL, "Cannot hash: every JDK has SHA-256 but this one.", e);
        }
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            digest.update((byte) 0);
        } else if (value instanceof List<?>) {
            count(1, ((List<?>) value).size());
            ((List<?>) value).forEach(this::value);
        } else if (value instanceof Record) {
            RecordColumns columns =
                    known.computeIfAbsent(value.getClass(), c -> RecordColumns.of(c.asSubclass(Record.class)));
            value(columns.values((Record) value));
        } else if (value.getClass().isArray()) {
            array(value);
        } else {
            text(value instanceof Enum<?> ? ((Enum<?>) value).name() : value.toString());
        }
    }

    private void array(Object array) {
        int length = Array.getLength(array);
        count(2, length);
        if (array instanceof byte[]) {
            digest.update((byte[]) array);
            return;
        }
        for (int i = 0; i < length; i++) {
            text(String.valueOf(Array.get(array, i)));
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        count(3, utf8.length);
        digest.update(utf8);
    }

    private void count(int tag, int count) {
        digest.update(ByteBuffer.allocate(5).put((byte) tag).putInt(count).flip());
    }
}
