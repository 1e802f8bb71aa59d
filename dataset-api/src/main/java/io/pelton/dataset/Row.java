// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One row, by column name. A view: valid only inside the call that it was given to; the values that it gives are copies
 * and may be kept.
 *
 * <p><b>Types.</b> {@code bool} comes as {@code Boolean}; {@code int8} to {@code int64} as {@code Byte}, {@code Short},
 * {@code Integer}, {@code Long}; {@code uint8} and {@code uint16} as {@code Integer}, {@code uint32} as {@code Long},
 * {@code uint64} as {@code BigDecimal}; {@code float16} and {@code float32} as {@code Float}, {@code float64} as {@code
 * Double}; decimals as {@code BigDecimal}; strings as {@code String}; binary as {@code byte[]}; dates as {@code
 * LocalDate}; times as {@code LocalTime}; timestamps as {@code LocalDateTime}, or as {@code Instant} if they have a time
 * zone; durations as {@code Duration}; lists as unmodifiable {@code List}; structs and maps as unmodifiable {@code Map} in
 * the order of their fields or entries.
 */
public interface Row {
    /**
     * The value of a column, as the type that its column's type maps to; or null.
     *
     * @throws PeltonException of kind {@link ErrorKind#USER} if there is no such column
     */
    @Nullable
    Object get(String column);

    /**
     * The value of a column as a type that it already has, such as {@code java.time.Instant}; or null.
     *
     * @throws PeltonException of kind {@link ErrorKind#USER} if there is no such column or it has another type
     */
    default <T> @Nullable T get(String column, Class<T> type) {
        Object value = get(column);
        if (value != null && !type.isInstance(value)) {
            throw wrongType(column, "a " + type.getSimpleName(), value);
        }
        return type.cast(value);
    }

    /** Whether a column is null. */
    default boolean isNull(String column) {
        return get(column) == null;
    }

    /** A string, or null. */
    default @Nullable String getString(String column) {
        return get(column, String.class);
    }

    /** An integer of any width up to 64 bits; not null. */
    default long getLong(String column) {
        Object value = present(column, "a long");
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        throw wrongType(column, "a long", value);
    }

    /** An integer of any width up to 32 bits; not null. */
    default int getInt(String column) {
        Object value = present(column, "an int");
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        throw wrongType(column, "an int", value);
    }

    /** A floating number or an integer of up to 64 bits; not null. */
    default double getDouble(String column) {
        Object value = present(column, "a double");
        if (value instanceof Number && !(value instanceof java.math.BigDecimal)) {
            return ((Number) value).doubleValue();
        }
        throw wrongType(column, "a double", value);
    }

    /** A floating number of up to 32 bits or an integer of up to 64 bits; not null. */
    default float getFloat(String column) {
        Object value = present(column, "a float");
        if (value instanceof Number && !(value instanceof java.math.BigDecimal) && !(value instanceof Double)) {
            return ((Number) value).floatValue();
        }
        throw wrongType(column, "a float", value);
    }

    /** A truth value; not null. */
    default boolean getBoolean(String column) {
        Object value = present(column, "a boolean");
        if (value instanceof Boolean) {
            return (Boolean) value;
        }
        throw wrongType(column, "a boolean", value);
    }

    private Object present(String column, String expected) {
        Object value = get(requireNonNull(column, "column"));
        if (value == null) {
            throw PeltonException.user("Cannot read column '" + column + "': expected " + expected
                    + " but found null. Ask isNull first, or drop such rows with filter(col(\"" + column
                    + "\").isNotNull()).");
        }
        return value;
    }

    private static PeltonException wrongType(String column, String expected, Object value) {
        return PeltonException.user("Cannot read column '" + column + "': expected " + expected + " but found a "
                + value.getClass().getSimpleName() + ". Use the getter of that type, or get(name).");
    }
}
