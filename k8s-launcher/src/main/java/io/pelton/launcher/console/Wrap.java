// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.util.ArrayList;
import java.util.List;

/** Breaks lines between words, so that a terminal does not break them inside. */
final class Wrap {
    private Wrap() {}

    /** The line in pieces of at most {@code width} characters where words allow it; all but the first are set in. */
    static List<String> lines(String line, int width) {
        List<String> pieces = new ArrayList<>();
        String indent = " ".repeat(line.length() - line.stripLeading().length() + 2);
        String rest = line;
        while (rest.length() > width) {
            int start = rest.length() - rest.stripLeading().length();
            int cut = rest.lastIndexOf(' ', width);
            if (cut <= start) {
                cut = rest.indexOf(' ', start);
            }
            if (cut < 0) {
                break;
            }
            pieces.add(rest.substring(0, cut).stripTrailing());
            rest = indent + rest.substring(cut).stripLeading();
        }
        pieces.add(rest);
        return pieces;
    }
}
