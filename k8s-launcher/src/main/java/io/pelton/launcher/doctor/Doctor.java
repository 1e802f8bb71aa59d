// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

import io.pelton.launcher.console.Look;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything that jobs need and writes one screen about it. */
public final class Doctor {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Doctor() {}

    /**
     * Looks.
     *
     * @param paths further paths or URIs whose access is tried
     */
    public static List<Finding> look(List<String> paths) {
        List<Check> checks = new ArrayList<>(List.of(
                JavaChecks::jdk,
                MachineChecks::cores,
                MachineChecks::memory,
                JavaChecks::arrow,
                ModelChecks::onnxRuntime,
                ModelChecks::models,
                MachineChecks::temporarySpace,
                MachineChecks::cache));
        paths.forEach(path -> checks.add(new StoreCheck(path, PATIENCE)));
        return checks.stream().map(Check::look).toList();
    }

    /** One line for each finding, its cure below it, and a verdict. */
    public static List<String> report(List<Finding> findings, Look look) {
        int width = findings.stream().mapToInt(f -> f.subject().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (Finding f : findings) {
            String subject = f.subject() + " ".repeat(width - f.subject().length());
            lines.add("  " + look.verdict(f.level().name().toLowerCase(java.util.Locale.ROOT)) + "  " + subject + "  "
                    + f.text());
            if (!f.cure().isEmpty()) {
                lines.add(" ".repeat(width + 10) + "-> " + f.cure());
            }
        }
        lines.add("");
        lines.add(verdict(findings));
        return lines;
    }

    /** Whether jobs can run. */
    public static boolean healthy(List<Finding> findings) {
        return findings.stream().noneMatch(f -> f.level() == Finding.Level.FAIL);
    }

    private static String verdict(List<Finding> findings) {
        long problems =
                findings.stream().filter(f -> f.level() != Finding.Level.OK).count();
        if (problems == 0) {
            return "All is well.";
        }
        String count = problems == 1 ? "One thing" : problems + " things";
        return healthy(findings) ? count + " could be better; jobs run." : count + " to mend; follow the arrows.";
    }
}
