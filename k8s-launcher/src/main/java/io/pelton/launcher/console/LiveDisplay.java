// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Progress redrawn in place at the bottom of a terminal. */
final class LiveDisplay implements Display {
    private final LiveRegion region;
    private final PrintStream above;
    private final Supplier<Screen> screen;
    private final Look look;

    LiveDisplay(LiveRegion region, PrintStream above, Supplier<Screen> screen, Look look) {
        this.region = region;
        this.above = above;
        this.screen = screen;
        this.look = look;
    }

    @Override
    public void progress(List<JobView> jobs) {
        Screen size = screen.get();
        List<String> lines = new ArrayList<>();
        jobs.forEach(job -> lines.addAll(ProgressLines.live(job, size.columns() - 1, look)));
        region.draw(lines.subList(0, Math.min(lines.size(), Math.max(1, size.rows() - 1))));
    }

    @Override
    public void print(List<String> lines) {
        int width = screen.get().columns();
        region.clear();
        lines.forEach(line -> Wrap.lines(line, width).forEach(above::println));
    }

    @Override
    public void clear() {
        region.clear();
    }
}
