// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import java.util.ArrayList;
import java.util.List;

/** What a finished job did, in a few lines; pure. */
final class SummaryLines {
    private static final int FILES_SHOWN = 4;

    private SummaryLines() {}

    /**
     * The lines of a summary; one line for a job that wrote no files, such as a look at the first rows.
     *
     * @param peakProcessBytes the most resident memory of the process so far; 0 if unknown
     */
    static List<String> of(String title, JobResult result, long peakProcessBytes, Look look) {
        double seconds = result.elapsed().toNanos() / 1e9;
        List<String> lines = new ArrayList<>();
        if (result.files().isEmpty()) {
            lines.add(look.good("Done in " + Units.time(seconds)) + "  " + title + ", "
                    + Units.count(result.rowsOut(), "row"));
            return lines;
        }
        lines.add(look.good("Done in " + Units.time(seconds)) + "  " + title);
        if (result.rowsBefore() > 0 || result.splitsBefore() > 0) {
            lines.add(entry(
                    "resumed",
                    Units.count(result.rowsBefore(), "row") + " of " + Units.count(result.splitsBefore(), "split")
                            + " were committed before"));
        }
        lines.add(entry(
                "rows",
                Units.count(result.rowsIn()) + " in, " + Units.count(result.rowsOut()) + " out"
                        + (seconds > 0 ? ", " + Units.rate(result.rowsIn() / seconds) + " rows/s" : "")));
        lines.add(entry("bytes", Units.bytes(result.bytesIn()) + " in, " + Units.bytes(result.bytesOut()) + " out"));
        stages(result, lines);
        padding(result, lines);
        lines.add(entry(
                "memory",
                "peak " + (peakProcessBytes > 0 ? Units.bytes(peakProcessBytes) + " process, " : "")
                        + Units.bytes(result.peakBytesInFlight()) + " in flight"));
        files(result, lines);
        return lines;
    }

    private static void stages(JobResult result, List<String> lines) {
        String label = "stages";
        int width = result.stages().stream()
                .mapToInt(stage -> stage.name().length())
                .max()
                .orElse(0);
        for (JobProgress.Stage stage : result.stages()) {
            String padded = stage.name() + " ".repeat(width - stage.name().length());
            lines.add(entry(label, padded + "  " + Units.time(stage.busySeconds()) + " busy"));
            label = "";
        }
    }

    private static void padding(JobResult result, List<String> lines) {
        long real = result.counters().getOrDefault("tokens.real", 0L);
        long padded = result.counters().getOrDefault("tokens.padded", 0L);
        if (padded > 0) {
            lines.add(entry(
                    "padding",
                    Units.percent(Math.max(0, padded - real) / (double) padded) + " of " + Units.count(padded)
                            + " tokens"));
        }
    }

    private static void files(JobResult result, List<String> lines) {
        int all = result.files().size();
        String label = "files";
        for (int i = 0; i < all; i++) {
            if (all > FILES_SHOWN && i == FILES_SHOWN - 2) {
                lines.add(entry(label, "... " + Units.count(all - FILES_SHOWN + 1) + " more"));
                i = all - 1;
            }
            lines.add(entry(label, result.files().get(i)));
            label = "";
        }
    }

    private static String entry(String label, String text) {
        return "  " + label + " ".repeat(Math.max(0, 9 - label.length())) + text;
    }
}
