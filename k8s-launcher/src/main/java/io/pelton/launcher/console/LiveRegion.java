// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lines at the bottom of a terminal that are redrawn in place while other output scrolls above them. Each picture goes
 * out as one write that overwrites the earlier one line by line, so nothing flickers; the cursor stays visible and rests
 * below the picture, so a killed process leaves the terminal as it was. Any thread may call.
 */
final class LiveRegion {
    private static final String UP = "\u001b[%dA";
    private static final String ERASE_REST_OF_LINE = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";

    private final PrintStream terminal;
    private final Object lock = new Object();
    private int drawn;
    private boolean midLine;

    LiveRegion(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** Shows lines, each shorter than the terminal is wide, in the place of those shown before. */
    void draw(List<String> lines) {
        synchronized (lock) {
            StringBuilder out = new StringBuilder();
            if (midLine) {
                out.append('\n');
                midLine = false;
            }
            if (drawn > 0) {
                out.append(String.format(UP, drawn));
            }
            lines.forEach(line -> out.append(line).append(ERASE_REST_OF_LINE).append('\n'));
            if (lines.size() < drawn) {
                out.append(ERASE_BELOW);
            }
            drawn = lines.size();
            write(terminal, out.toString());
        }
    }

    /** Takes the lines away. */
    void clear() {
        synchronized (lock) {
            erase();
        }
    }

    /** Leaves the lines where they are for good; what follows is written below them. */
    void release() {
        synchronized (lock) {
            drawn = 0;
        }
    }

    /** A stream to the same terminal whose output goes above the region. */
    PrintStream above(PrintStream target) {
        return new PrintStream(new Above(target), true, StandardCharsets.UTF_8);
    }

    private void erase() {
        if (drawn > 0) {
            write(terminal, String.format(UP, drawn) + ERASE_BELOW);
            drawn = 0;
        }
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
