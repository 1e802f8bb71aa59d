// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.launcher.profile.RunProfile;
import io.pelton.launcher.profile.StageProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Where the time of a job went, in words; pure. */
final class ProfileLines {
    private static final int NAME_WIDTH = 44;
    private static final double TOLD_SHARE = 0.01;
    private static final double OTHERS_TOLD = 0.1;

    private ProfileLines() {}

    private record Column(String title, ToDoubleFunction<StageProfile> seconds) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("compute", StageProfile::compute),
            new Column("read", StageProfile::read),
            new Column("write", StageProfile::write),
            new Column("no input", StageProfile::noInput),
            new Column("no room", StageProfile::noRoom),
            new Column("no log", StageProfile::noLog),
            new Column("no work", StageProfile::noWork),
            new Column("hand-over", StageProfile::handOver),
            new Column("start", StageProfile::starting));

    /** The lines for one run; columns without any time are left out. */
    static List<String> of(RunProfile run, Look look) {
        List<String> lines = new ArrayList<>();
        lines.add("Where the time went  " + Units.time(run.elapsed()) + ", " + Units.percent(run.cpuShare()) + " of "
                + Units.count(run.cores(), "core") + " busy" + otherPrograms(run) + "; seconds of actors:");
        table(run, lines, look);
        for (RunProfile.Model model : run.models()) {
            lines.add(entry(
                    "model",
                    model.name() + "  " + Units.time(model.seconds()) + " in " + Units.count(model.runs(), "run")
                            + " of " + Units.count(model.rows(), "row")));
        }
        lines.add(entry("storage", storage(run)));
        lines.add(entry("JVM", jvm(run)));
        methods("Java", run.javaMethods(), lines);
        methods("native", run.nativeMethods(), lines);
        lines.add(entry("advice", Advice.of(run)));
        return lines;
    }

    private static String otherPrograms(RunProfile run) {
        return run.otherPrograms() < OTHERS_TOLD
                ? ""
                : " with this, " + Units.percent(run.otherPrograms()) + " with other programs";
    }

    private static void table(RunProfile run, List<String> lines, Look look) {
        List<Column> columns = COLUMNS.stream()
                .filter(column -> run.stages().stream()
                        .anyMatch(stage -> column.seconds.applyAsDouble(stage) >= TOLD_SHARE * run.elapsed()))
                .toList();
        int width = run.stages().stream()
                .mapToInt(stage -> Math.min(NAME_WIDTH, stage.name().length()))
                .max()
                .orElse(0);
        int limiting = run.limiting().map(StageProfile::id).orElse(-1);
        lines.add("  " + pad("stage", width) + "  actors"
                + columns.stream().map(c -> right(c.title, c)).collect(Collectors.joining()));
        for (StageProfile stage : run.stages()) {
            lines.add((stage.id() == limiting ? look.marker() + " " : "  ")
                    + pad(look.fit(stage.name(), width), width)
                    + String.format(Locale.ROOT, "%8d", stage.actors())
                    + columns.stream()
                            .map(c -> right(seconds(c.seconds.applyAsDouble(stage)), c))
                            .collect(Collectors.joining()));
        }
        if (run.stages().size() > 1) {
            lines.add("  " + pad("all", width)
                    + String.format(
                            Locale.ROOT,
                            "%8d",
                            run.stages().stream().mapToInt(StageProfile::actors).sum())
                    + columns.stream()
                            .map(c -> right(
                                    seconds(run.stages().stream()
                                            .mapToDouble(c.seconds)
                                            .sum()),
                                    c))
                            .collect(Collectors.joining()));
        }
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds >= 99.95 ? "%.0f" : seconds >= 9.995 ? "%.1f" : "%.2f", seconds);
    }

    private static String right(String text, Column column) {
        int width = Math.max(6, column.title.length()) + 2;
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String storage(RunProfile run) {
        RunProfile.Storage storage = run.storage();
        return "read " + Units.bytes(storage.bytesRead()) + " in " + Units.time(storage.readSeconds()) + ", wrote "
                + Units.bytes(storage.bytesWritten()) + " in " + Units.time(storage.writeSeconds()) + ", "
                + Units.count(storage.commits(), "commit") + " in " + Units.time(storage.commitSeconds());
    }

    private static String jvm(RunProfile run) {
        return "GC stopped it for " + Units.time(run.pauseSeconds()) + " in " + Units.count(run.pauses(), "pause")
                + "; JIT compiled for " + Units.time(run.compilation()) + " beside it; start "
                + Units.time(run.startUp()) + ", then " + Units.time(run.firstBatch()) + " to the first batch";
    }

    private static void methods(String kind, List<RunProfile.Method> methods, List<String> lines) {
        String label = kind;
        for (RunProfile.Method method : methods) {
            if (method.share() >= TOLD_SHARE) {
                lines.add(
                        entry(label, String.format(Locale.ROOT, "%4.0f %%  %s", method.share() * 100, method.name())));
                label = "";
            }
        }
    }

    private static String entry(String label, String text) {
        return "  " + pad(label, 9) + text;
    }
}
