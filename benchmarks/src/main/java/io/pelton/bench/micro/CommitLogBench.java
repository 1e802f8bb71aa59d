// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.commit.CommitLog;
import io.pelton.engine.commit.CommittedSplit;
import io.pelton.engine.commit.JobIdentity;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.commit.RowRange;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The job log without a disk: a split, added to a log that grows to a thousand of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class CommitLogBench {
    private static final int SPLITS = 1000;
    private static final int SPLIT_ROWS = 10_000;
    private static final JobIdentity JOB =
            new JobIdentity("plan", "fingerprint", List.of(new SourcePart("input.parquet", "1", 0)));

    /** Commits one split after the other. */
    @Benchmark
    @OperationsPerInvocation(SPLITS)
    public long split() throws IOException {
        try (CommitLog log =
                CommitLog.open(new MemoryStore(), "out", JOB, Existing.RESUME, () -> "token", () -> true)) {
            for (int split = 0; split < SPLITS; split++) {
                log.commit(List.of(committed(log, split)));
            }
            return log.epoch();
        }
    }

    private static CommittedSplit committed(CommitLog log, int split) {
        long from = (long) split * SPLIT_ROWS;
        String name = "part-" + split + ".parquet";
        return new CommittedSplit(
                List.of(new RowRange(0, from, from + SPLIT_ROWS, split == SPLITS - 1)),
                "e1-s" + split,
                List.of(new OutputFile(log.stagingFolder() + "/" + name, name, SPLIT_ROWS, 1 << 20)),
                SPLIT_ROWS,
                SPLIT_ROWS,
                List.of());
    }
}
