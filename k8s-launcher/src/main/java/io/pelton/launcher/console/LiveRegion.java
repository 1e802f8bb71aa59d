// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * Lines at the bottom of a terminal that are redrawn in place while other output scrolls above them. Each picture goes
 * out as one write that overwrites the earlier one line by line, so nothing flickers; the cursor stays visible and rests
 * below the picture, so a killed process leaves the terminal as it was. Any thread may call.
 */
final class LiveRegion {
    // From the first column: a key, such as the ^C of Ctrl-C, may have been echoed.
    private static final String UP = "\r\u001b[%dA";
    private static final String ERASE_REST_OF_LINE = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private final PrintStream terminal;
    private final IntSupplier width;
    private final Object lock = new Object();
    private List<String> drawn = List.of();
    private boolean midLine;

    /**
     * A region of a terminal.
     *
     * @param width how many characters fit in a line now; a terminal that was narrowed has broken the lines drawn before
     */
    LiveRegion(PrintStream terminal, IntSupplier width) {
        this.terminal = terminal;
        this.width = width;
    }

    /** Shows lines, each shorter than the terminal is wide, in the place of those shown before. */
    void draw(List<String> lines) {
        synchronized (lock) {
            StringBuilder out = new StringBuilder();
            if (midLine) {
                out.append('\n');
                midLine = false;
            }
            int height = height();
            if (height > 0) {
                out.append(String.format(UP, height));
            }
            lines.forEach(line -> out.append(line).append(ERASE_REST_OF_LINE).append('\n'));
            if (lines.size() < height) {
                out.append(ERASE_BELOW);
            }
            drawn = List.copyOf(lines);
            write(terminal, out.toString());
        }
    }

    /** Takes the lines away. */
    void clear() {
        synchronized (lock) {
            erase();
        }
    }

    /** A stream to the same terminal whose output goes above the region. */
    PrintStream above(PrintStream target) {
        return new PrintStream(new Above(target), true, StandardCharsets.UTF_8);
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            write(terminal, String.format(UP, height()) + ERASE_BELOW);
            drawn = List.of();
        }
    }

    /** The lines of the terminal that the picture takes. */
    private int height() {
        int columns = Math.max(1, width.getAsInt());
        int height = 0;
        for (String line : drawn) {
            String shown = COLOUR.matcher(line).replaceAll("");
            height += Math.max(1, (shown.codePointCount(0, shown.length()) + columns - 1) / columns);
        }
        return height;
    }

    private static void write(PrintStream target, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        target.write(bytes, 0, bytes.length);
        target.flush();
    }

    private final class Above extends OutputStream {
        private final PrintStream target;

        private Above(PrintStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (length == 0) {
                return;
            }
            synchronized (lock) {
                erase();
                target.write(bytes, offset, length);
                midLine = bytes[offset + length - 1] != '\n';
            }
        }

        @Override
        public void flush() {
            target.flush();
        }
    }
}
