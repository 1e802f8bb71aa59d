// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.PeltonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Finds columns by name, and says what is near when there is none. */
public final class ColumnNames {
    private static final int SHOWN = 20;

    private ColumnNames() {}

    /** The names of a schema's columns, in order. */
    public static List<String> of(Schema schema) {
        List<String> names = new ArrayList<>(schema.getFields().size());
        for (Field field : schema.getFields()) {
            names.add(field.getName());
        }
        return names;
    }

    /**
     * The column of a name.
     *
     * @param what the verb for the message, such as {@code select}
     * @throws PeltonException of kind USER if there is none, or more than one
     */
    public static Field require(Schema schema, String name, String what) {
        Field found = null;
        for (Field field : schema.getFields()) {
            if (field.getName().equals(name)) {
                if (found != null) {
                    throw PeltonException.user("Cannot " + what + ": expected one column '" + name
                            + "' but found several in " + shown(of(schema)) + ". Rename one where it comes from.");
                }
                found = field;
            }
        }
        if (found == null) {
            throw unknown(name, of(schema), what);
        }
        return found;
    }

    /** The error for a name that is not among those that exist. */
    public static PeltonException unknown(String name, List<String> existing, String what) {
        String hint = nearest(name, existing)
                .map(near -> " Did you mean '" + near + "'?")
                .orElse(" Check the name, case included.");
        return PeltonException.user("Cannot " + what + ": expected one of the columns " + shown(existing)
                + " but found '" + name + "'." + hint);
    }

    /** Names in brackets, the first 20 of them. */
    public static String shown(List<String> names) {
        if (names.size() <= SHOWN) {
            return names.toString();
        }
        return "[" + String.join(", ", names.subList(0, SHOWN)) + ", ... " + names.size() + " in all]";
    }

    private static Optional<String> nearest(String name, List<String> existing) {
        String best = null;
        int bestDistance = Math.max(1, name.length() / 3) + 1;
        for (String candidate : existing) {
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Levenshtein's distance by two rows. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
