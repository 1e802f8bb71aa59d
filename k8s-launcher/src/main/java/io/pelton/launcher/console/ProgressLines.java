// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns a moment of a job into lines of text; pure, so that what people see can be tested. */
final class ProgressLines {
    private static final int NAME_MIN = 18;
    private static final int NAME_MAX = 48;
    private static final String LISTING = "rows are held until all input is listed";

    private ProgressLines() {}

    /** A column of the stage table: a heading and the room its values need. */
    private enum Column {
        ROWS("rows", 13),
        RATE("rows/s", 10),
        ACTORS("actors", 8),
        QUEUED("queued", 9);

        private final String heading;
        private final int width;

        Column(String heading, int width) {
            this.heading = heading;
            this.width = width;
        }

        String value(JobView view, JobProgress.Stage stage) {
            return switch (this) {
                case ROWS -> Units.count(stage.rowsOut());
                case RATE -> Units.rate(view.rate(stage));
                case ACTORS -> stage.actors() + (stage.actorsPending() > 0 ? "+" + stage.actorsPending() : "");
                case QUEUED -> Units.bytes(stage.queuedBytes());
            };
        }
    }

    /** The picture for a terminal of some width: title, bar, one line a stage, memory. */
    static List<String> live(JobView view, int width, Look look) {
        List<String> lines = new ArrayList<>();
        lines.add(look.bold(look.fit(view.title(), width)));
        lines.add(bar(view, width, look));
        List<Column> columns = columns(width);
        int nameWidth = nameWidth(view, columns, width);
        lines.add(look.dim(look.fit(heading(columns, nameWidth), width)));
        for (JobProgress.Stage stage : view.progress().stages()) {
            String line = look.fit(row(view, stage, columns, nameWidth, look), width);
            lines.add(stage.limiting() ? look.warn(line) : line);
        }
        lines.add(look.dim(look.fit("  " + footer(view), width)));
        return lines;
    }

    /** One line for pipes and logs. */
    static String plain(JobView view) {
        List<String> parts = new ArrayList<>();
        JobProgress progress = view.progress();
        progress.inputFraction().ifPresent(f -> parts.add(percent(f)));
        if (!progress.stages().isEmpty()) {
            JobProgress.Stage sink = progress.stages().get(progress.stages().size() - 1);
            parts.add(Units.count(sink.rowsOut()) + " rows");
            parts.add(Units.rate(view.rate(sink)) + " rows/s");
        }
        view.left().ifPresent(left -> parts.add("about " + Units.clock(left) + " left"));
        limiting(progress)
                .ifPresent(stage -> parts.add("limited by " + stage.name() + " (" + Units.count(stage.actors(), "actor")
                        + ", " + Units.bytes(stage.queuedBytes()) + " queued)"));
        parts.add(Units.bytes(progress.bytesInFlight()) + " in flight");
        if (isHeld(progress)) {
            parts.add(LISTING);
        }
        if (view.draining()) {
            parts.add("draining");
        }
        return "[" + Units.clock(progress.elapsed()) + "] " + String.join(", ", parts);
    }

    private static boolean isHeld(JobProgress progress) {
        return progress.stages().stream().anyMatch(JobProgress.Stage::held);
    }

    private static Optional<JobProgress.Stage> limiting(JobProgress progress) {
        return progress.stages().stream().filter(JobProgress.Stage::limiting).findFirst();
    }

    private static String bar(JobView view, int width, Look look) {
        String elapsed = Units.clock(view.progress().elapsed());
        String text = elapsed + stand(view);
        if (view.progress().inputFraction().isEmpty()) {
            return look.fit("  " + text, width);
        }
        double fraction =
                Math.min(1, Math.max(0, view.progress().inputFraction().getAsDouble()));
        int length = Math.max(10, Math.min(40, width - text.length() - 12));
        int filled = (int) Math.floor(fraction * length);
        String line = "  " + look.filled().repeat(filled) + look.empty().repeat(length - filled) + " "
                + percent(fraction) + "  " + text;
        return look.good(look.fit(line, width));
    }

    private static String stand(JobView view) {
        if (view.draining()) {
            return ", draining";
        }
        if (isHeld(view.progress())) {
            return ", " + LISTING;
        }
        return view.left().map(left -> ", about " + Units.clock(left) + " left").orElse("");
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%3d %%", (int) Math.floor(fraction * 100));
    }

    private static List<Column> columns(int width) {
        List<Column> columns = new ArrayList<>(List.of(Column.values()));
        for (Column droppable : List.of(Column.QUEUED, Column.ACTORS)) {
            if (width - room(columns) < NAME_MIN) {
                columns.remove(droppable);
            }
        }
        return columns;
    }

    private static int room(List<Column> columns) {
        return 4 + columns.stream().mapToInt(column -> column.width).sum();
    }

    private static int nameWidth(JobView view, List<Column> columns, int width) {
        int longest = view.progress().stages().stream()
                .mapToInt(stage -> stage.name().length())
                .max()
                .orElse(0);
        int fitting = Math.max(NAME_MIN, width - room(columns) - " limits".length());
        return Math.max(NAME_MIN, Math.min(Math.min(longest, NAME_MAX), fitting));
    }

    private static String heading(List<Column> columns, int nameWidth) {
        StringBuilder line = new StringBuilder("  ").append(pad("stage", nameWidth));
        columns.forEach(column -> line.append(padLeft(column.heading, column.width)));
        return line.toString();
    }

    private static String row(JobView view, JobProgress.Stage stage, List<Column> columns, int nameWidth, Look look) {
        StringBuilder line = new StringBuilder(stage.limiting() ? look.marker() + " " : "  ");
        line.append(pad(look.fit(stage.name(), nameWidth), nameWidth));
        columns.forEach(column -> line.append(padLeft(column.value(view, stage), column.width)));
        return line.append(stage.limiting() ? " limits" : "").toString();
    }

    private static String footer(JobView view) {
        JobProgress progress = view.progress();
        return Units.bytes(progress.bytesInFlight()) + " of " + Units.bytes(progress.bytesBudget()) + " in flight, "
                + Units.count(progress.splitsDone(), "split") + " committed";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
