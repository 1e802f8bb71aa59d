// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

/**
 * What the terminal can show.
 *
 * @param colour whether lines may be coloured
 * @param unicode whether characters beyond ASCII show
 */
public record Look(boolean colour, boolean unicode) {
    /** Plain ASCII, as for files and pipes. */
    public static final Look PLAIN = new Look(false, false);

    String bold(String line) {
        return paint("1", line);
    }

    String dim(String line) {
        return paint("2", line);
    }

    String warn(String line) {
        return paint("33", line);
    }

    String bad(String line) {
        return paint("1;31", line);
    }

    String good(String line) {
        return paint("32", line);
    }

    /** A short word of judgement, {@code ok}, {@code warn} or {@code fail}, in its colour and of one width. */
    public String verdict(String word) {
        String padded = word + " ".repeat(Math.max(0, 4 - word.length()));
        return switch (word) {
            case "ok" -> good(padded);
            case "warn" -> warn(padded);
            default -> bad(padded);
        };
    }

    private String paint(String code, String line) {
        return colour ? "\u001b[" + code + "m" + line + "\u001b[0m" : line;
    }

    String filled() {
        return unicode ? "━" : "=";
    }

    String empty() {
        return unicode ? "─" : "-";
    }

    String marker() {
        return unicode ? "▸" : ">";
    }

    /** Cuts a line to a width in characters. */
    String fit(String line, int width) {
        if (line.codePointCount(0, line.length()) <= width) {
            return line;
        }
        int kept = Math.max(0, width - (unicode ? 1 : 2));
        return line.substring(0, line.offsetByCodePoints(0, kept)) + (unicode ? "…" : "..");
    }
}
