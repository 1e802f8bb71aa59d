// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.temporal.TemporalAccessor;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether user code is the same as in an earlier run: a sha256 of the class files of the class in which a lambda or
 * function object is written, with all that are nested in it, and of the values that it captured: strings, numbers, times,
 * enums, and lists and records of them, and other functions; of other captured objects only the class files count. Equal in
 * every process that runs the same class files. Any change of these classes changes it, so it may refuse to resume where the
 * change did not matter; other classes that the code calls, and which of two lambdas of one class it is, are not seen.
 */
public final class CodeFingerprint {
    private static final String LAMBDA = "$$Lambda";
    private static final int MAX_DEPTH = 8;

    private final MessageDigest digest = ContentHash.sha256();
    private final Set<Class<?>> hosts = new HashSet<>();

    private CodeFingerprint() {}

    /** The fingerprint of a lambda or any function object, in hex. */
    public static String of(Object code) {
        CodeFingerprint fingerprint = new CodeFingerprint();
        fingerprint.code(code, 0);
        return HexFormat.of().formatHex(fingerprint.digest.digest());
    }

    private void code(Object code, int depth) {
        Class<?> host = code.getClass().getNestHost();
        text(hostName(code.getClass()));
        classFiles(host);
        for (Field field : code.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                value(captured(field, code), depth + 1);
            }
        }
    }

    private void classFiles(Class<?> host) {
        boolean known = host.getClassLoader() == null || host.getName().startsWith("java.") || host == OneRow.class;
        if (!known && hosts.add(host)) {
            for (Class<?> member : host.getNestMembers()) {
                if (!member.isHidden()) {
                    digest.update(classBytes(member));
                }
            }
        }
    }

    /** A short name for user code that was given none: the class that it is written in. */
    public static String nameOf(Object code) {
        String host = hostName(code.getClass());
        String simple = host.substring(Math.max(host.lastIndexOf('.'), host.lastIndexOf('$')) + 1);
        boolean lambda = code.getClass().getName().contains(LAMBDA) || simple.matches("\\d*");
        return lambda ? "lambda in " + host.substring(host.lastIndexOf('.') + 1) : simple;
    }

    private static String hostName(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf(LAMBDA);
        int hidden = name.indexOf('/');
        int end = lambda >= 0 ? lambda : hidden >= 0 ? hidden : name.length();
        return name.substring(0, end);
    }

    private static byte[] classBytes(Class<?> type) {
        String name = type.getName();
        try (InputStream in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in == null ? name.getBytes(StandardCharsets.UTF_8) : in.readAllBytes();
        } catch (IOException e) {
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static @Nullable Object captured(Field field, Object code) {
        try {
            field.setAccessible(true);
            return field.get(code);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return field.getType().getName();
        }
    }

    private void value(@Nullable Object value, int depth) {
        if (value == null || isSimple(value)) {
            text(String.valueOf(value));
        } else if (depth > MAX_DEPTH) {
            text(hostName(value.getClass()));
        } else if (value instanceof List<?>) {
            text("list " + ((List<?>) value).size());
            ((List<?>) value).forEach(element -> value(element, depth + 1));
        } else if (value instanceof Record || isFunction(value)) {
            code(value, depth);
        } else {
            text(hostName(value.getClass()));
            classFiles(value.getClass().getNestHost());
        }
    }

    private static boolean isFunction(Object value) {
        return value instanceof Function<?, ?>
                || value instanceof Predicate<?>
                || value.getClass().getName().contains(LAMBDA);
    }

    private static boolean isSimple(Object value) {
        return value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof TemporalAccessor
                || value instanceof Path;
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(utf8.length).flip());
        digest.update(utf8);
    }
}
