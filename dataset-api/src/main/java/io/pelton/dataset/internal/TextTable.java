// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows as an aligned table: names, types, a line, rows. Cells are cut to a width, lists to their first elements, and
 * control characters are written as escapes, so that each row is one line.
 */
final class TextTable {
    private static final int MAX_WIDTH = 48;
    private static final int MAX_ELEMENTS = 4;

    private TextTable() {}

    static String of(Schema schema, List<Map<String, @Nullable Object>> rows, boolean more) {
        List<Field> fields = schema.getFields();
        List<List<String>> lines = new ArrayList<>();
        lines.add(fields.stream().map(f -> cut(f.getName())).toList());
        lines.add(fields.stream().map(f -> cut(TypeNames.of(f))).toList());
        for (Map<String, @Nullable Object> row : rows) {
            lines.add(fields.stream().map(f -> cut(cell(row.get(f.getName())))).toList());
        }
        int[] widths = widths(fields.size(), lines);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            line(text, lines.get(i), widths);
            if (i == 1) {
                rule(text, widths);
            }
        }
        String count = rows.size() == 1 ? "1 row" : rows.size() + " rows";
        return text.append(more ? "(first " + count + ")\n" : "(" + count + ")\n")
                .toString();
    }

    private static int[] widths(int columns, List<List<String>> lines) {
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], width(line.get(c)));
            }
        }
        return widths;
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.size(); c++) {
            line.append(c == 0 ? "" : " | ").append(cells.get(c));
            line.append(" ".repeat(widths[c] - width(cells.get(c))));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int c = 0; c < widths.length; c++) {
            text.append(c == 0 ? "" : "-+-").append("-".repeat(widths[c]));
        }
        text.append('\n');
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String cell(@Nullable Object value) {
        if (value instanceof byte[]) {
            return ((byte[]) value).length + " bytes";
        }
        if (value instanceof List<?>) {
            return list((List<?>) value);
        }
        if (value instanceof Map<?, ?>) {
            return ((Map<?, ?>) value)
                    .entrySet().stream()
                            .map(e -> e.getKey() + ": " + cell(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        return String.valueOf(value);
    }

    private static String list(List<?> values) {
        String shown = values.stream().limit(MAX_ELEMENTS).map(TextTable::cell).collect(Collectors.joining(", "));
        return values.size() <= MAX_ELEMENTS ? "[" + shown + "]" : "[" + shown + ", ... " + values.size() + " in all]";
    }

    private static String cut(String cell) {
        String line = cell.codePoints()
                .limit(MAX_WIDTH + 1L)
                .mapToObj(TextTable::visible)
                .collect(Collectors.joining());
        if (width(line) <= MAX_WIDTH) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_WIDTH - 3)) + "...";
    }

    private static String visible(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                Character.isISOControl(codePoint) ? String.format("\\u%04x", codePoint) : Character.toString(codePoint);
        };
    }
}
