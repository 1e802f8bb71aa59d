// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One measured run of one contestant.
 *
 * @param seconds the wall time of the job, from the call to its end, in a fresh JVM without warm-up
 * @param startSeconds from the start of the process to the call
 * @param units rows or batches done
 * @param cpuSeconds processor time of the process
 * @param peakResidentBytes the most resident memory of the process, as Linux says
 * @param liveBytes the most of {@link LiveMemory}; 0 if nobody looked
 * @param note what else is to be told of the run; empty if nothing is
 */
record Sample(
        double seconds,
        double startSeconds,
        long units,
        double cpuSeconds,
        long peakResidentBytes,
        long liveBytes,
        String note) {
    private static final String MARK = "pelton-bench-sample ";
    private static final Pattern LINE = Pattern.compile(MARK + "(\\S+) (\\S+) (\\d+) (\\S+) (\\d+)(?: (\\d+) ?(.*))?");

    String toLine() {
        return String.format(
                Locale.ROOT,
                MARK + "%.6f %.6f %d %.6f %d %d %s",
                seconds,
                startSeconds,
                units,
                cpuSeconds,
                peakResidentBytes,
                liveBytes,
                note);
    }

    static Sample parse(String output) {
        Matcher m = LINE.matcher(output);
        if (!m.find()) {
            throw new IllegalStateException(
                    "Cannot read the measurement: expected a line '" + MARK + "...' in\n" + output);
        }
        return new Sample(
                Double.parseDouble(m.group(1)),
                Double.parseDouble(m.group(2)),
                Long.parseLong(m.group(3)),
                Double.parseDouble(m.group(4)),
                Long.parseLong(m.group(5)),
                m.group(6) == null ? 0 : Long.parseLong(m.group(6)),
                m.group(7) == null ? "" : m.group(7));
    }

    double rate() {
        return units / seconds;
    }

    Sample withPeakResidentBytes(long bytes) {
        return new Sample(seconds, startSeconds, units, cpuSeconds, bytes, liveBytes, note);
    }
}
