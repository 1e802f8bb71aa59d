// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * What it costs to be recorded: the batches of OVH without a flight recording, under one such as a profile takes but without
 * Pelton's events, and under one with them. The first step is the recorder's, the second is ours. For reading only.
 */
final class RecordedWorkload implements Workload {
    private static final String WITHOUT_EVENTS = "jvm-recorded";
    private static final String RECORDED = "pelton-recorded";
    private static final int WARM_UPS = 2;
    /** Those that are told more than once in a job. */
    private static final List<String> EVENTS =
            List.of("pelton.Batch", "pelton.Read", "pelton.ActorWait", "pelton.StageWait");

    private final OvhWorkload job = new OvhWorkload(1);

    @Override
    public String id() {
        return "OVH-RECORDED";
    }

    @Override
    public String describe() {
        return "OVH alone; under a flight recording with the settings of 'pelton run --profile' but without Pelton's"
                + " events; and with them; batches a second, after " + WARM_UPS
                + " untimed runs, since a recording has the code compiled anew";
    }

    @Override
    public long defaultRows() {
        return 3_000_000;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", WITHOUT_EVENTS, RECORDED);
    }

    @Override
    public void prepare(Path data, long rows) {}

    @Override
    public long run(Run run) throws Exception {
        if (!run.engine().equals("pelton")) {
            record(run.engine().equals(RECORDED));
        }
        for (int i = 0; i < WARM_UPS; i++) {
            job.run(run);
        }
        run.begin();
        return job.run(run);
    }

    /** Until the process ends: what it takes to write a file at the end is not judged. */
    private static void record(boolean withEvents) throws IOException, ParseException {
        Recording recording = new Recording(Configuration.getConfiguration("profile"));
        if (!withEvents) {
            EVENTS.forEach(recording::disable);
        }
        recording.start();
    }

    @Override
    public void compare(Path expected, Path found, long rows) {}

    @Override
    public List<Gate> gates() {
        // Two JVMs that do the same differ by a tenth here, by what they happened to compile.
        return List.of();
    }
}
