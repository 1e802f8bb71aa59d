// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.util.function.Supplier;
import sun.misc.Signal;

/** The terminal's size, asked for once and again after each change of it. Any thread may call. */
final class ScreenSize implements Supplier<Screen> {
    private volatile Screen screen = Screen.ask();

    ScreenSize() {
        try {
            Signal.handle(new Signal("WINCH"), signal -> screen = Screen.ask());
        } catch (IllegalArgumentException e) {
            // The platform has no such signal: the size at the start has to do.
        }
    }

    @Override
    public Screen get() {
        return screen;
    }
}
