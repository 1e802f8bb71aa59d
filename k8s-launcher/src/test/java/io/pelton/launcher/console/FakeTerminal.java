// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a terminal as {@link LiveRegion} uses: lines, cursor up, and the two ways to erase. */
final class FakeTerminal {
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PrintStream stream() {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Does to what is shown what a terminal does that is made narrower. */
    void breakLinesAt(int width) {
        String broken = screen().replaceAll("(.{" + width + "})(?=.)", "$1\n");
        bytes.reset();
        stream().print(broken + "\n");
    }

    /** What a person would see, without empty lines at the end. */
    String screen() {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int row = 0;
        int column = 0;
        String text = bytes.toString(StandardCharsets.UTF_8);
        Matcher sequence = SEQUENCE.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            if (sequence.region(i, text.length()).lookingAt()) {
                switch (sequence.group(2)) {
                    case "A" -> row -= Integer.parseInt(sequence.group(1));
                    case "K" ->
                        lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                    case "J" -> {
                        lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                        lines.subList(row + 1, lines.size()).clear();
                    }
                    case "m" -> {} // colour
                    default -> throw new AssertionError("unknown sequence " + sequence.group());
                }
                i = sequence.end() - 1;
            } else if (text.charAt(i) == '\r') {
                column = 0;
            } else if (text.charAt(i) == '\n') {
                row++;
                column = 0;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else {
                StringBuilder line = lines.get(row);
                line.replace(column, Math.min(column + 1, line.length()), text.substring(i, i + 1));
                column++;
            }
        }
        return String.join("\n", lines).stripTrailing();
    }
}
