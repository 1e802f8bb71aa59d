// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobHandle;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Jobs, progress and results to render. */
final class Samples {
    static final String TITLE = "parquet glosses.parquet -> parquet out/vectors";

    private Samples() {}

    static JobProgress.Stage stage(int id, String name, long rows, int actors, long queued, boolean limiting) {
        return new JobProgress.Stage(
                id, name, rows, rows, rows * 100, rows / 200.0, actors, 0, queued, limiting, false);
    }

    static JobProgress progress(Duration elapsed, double fraction, long rows) {
        return new JobProgress(
                elapsed,
                List.of(
                        stage(0, "read glosses.parquet", rows + 2048, 1, 0, false),
                        new JobProgress.Stage(
                                1,
                                "embed all-minilm-l6-v2",
                                rows,
                                rows,
                                rows * 1536,
                                80.5,
                                1,
                                1,
                                1_310_720,
                                true,
                                false),
                        stage(2, "write out/vectors", rows, 1, 12_288, false)),
                3,
                OptionalDouble.of(fraction),
                1_400_000,
                512L << 20);
    }

    static JobView view() {
        return new JobView(
                TITLE,
                progress(Duration.ofMillis(43_700), 0.625, 6_250),
                Map.of(0, 410.04, 1, 141.2, 2, 9.876),
                Optional.of(Duration.ofMillis(26_400)),
                false);
    }

    static JobResult result() {
        JobProgress progress = progress(Duration.ofSeconds(72), 1, 7_952);
        return new JobResult(
                "job-1",
                Duration.ofMillis(56_400),
                7_952,
                559_009,
                7_952,
                12_400_000,
                2_048,
                4,
                1,
                List.of("out/vectors/part-0.parquet", "out/vectors/part-1.parquet"),
                progress.stages(),
                3_100_000,
                Map.of("tokens.real", 380_112L, "tokens.padded", 396_700L));
    }

    /** A job that ends when it is told to stop, or never. */
    static final class FakeJob implements JobHandle {
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final boolean obedient;

        FakeJob(boolean obedient) {
            this.obedient = obedient;
        }

        @Override
        public String id() {
            return "job-1";
        }

        @Override
        public String describe() {
            return TITLE;
        }

        @Override
        public String explain() {
            return "== Physical ==\nstage 0";
        }

        @Override
        public void stop() {
            if (obedient) {
                stopped.countDown();
            }
        }

        @Override
        public boolean awaitEnd(Duration atMost) throws InterruptedException {
            return stopped.await(Math.min(atMost.toMillis(), 200), TimeUnit.MILLISECONDS);
        }

        boolean wasStopped() {
            return stopped.getCount() == 0;
        }
    }
}
