// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.RecordBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.BigIntVector;

/**
 * EMB that dies without warning when a part of its rows has passed the model, and is run again: no row may be lost or
 * doubled, and little may be done again.
 */
final class ResumeWorkload implements Workload {
    private static final List<Integer> PERCENT = List.of(25, 50, 75);
    private static final String DYING = "dying";
    private static final int KILLED = 137;
    private static final Pattern DEATH = Pattern.compile("died after (\\d+) rows and (\\d+) ms");
    /** Work that is not committed is at most that of 5 s; commits take some time themselves. */
    private static final double AT_MOST_SECONDS = 6;

    private final EmbWorkload emb = new EmbWorkload();

    @Override
    public String id() {
        return "RESUME";
    }

    @Override
    public String describe() {
        return "EMB halted at 25, 50 and 75 % of its rows and run again: every id once and in order, or it fails;"
                + " seconds are work done again, units are rows done again";
    }

    @Override
    public long defaultRows() {
        return 6_000;
    }

    @Override
    public List<String> engines() {
        return PERCENT.stream().map(p -> "pelton-" + p).toList();
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {
        emb.prepare(data, rows);
    }

    @Override
    public long run(Run run) throws Exception {
        long deathAfter = run.rows() * Long.parseLong(run.engine().replaceAll("\\D", "")) / 100;
        if (run.engine().startsWith(DYING)) {
            return job(run, deathAfter).rowsOut();
        }
        String dying = run.engine().replace("pelton", DYING);
        String last = Child.startToDie(id(), new Run(dying, run.data(), run.output(), run.rows()), KILLED);
        Matcher death = DEATH.matcher(last);
        if (!death.find()) {
            throw new IllegalStateException("Cannot read how the first run died in\n" + last);
        }
        JobResult result = job(run, Long.MAX_VALUE);
        check(run, result);
        long again = Math.max(0, Long.parseLong(death.group(1)) - result.rowsBefore());
        run.stop(Long.parseLong(death.group(2)) / 1e3 * again / Long.parseLong(death.group(1)));
        return again;
    }

    private static JobResult job(Run run, long deathAfter) {
        Fate fate = new Fate(deathAfter);
        return EmbWorkload.vectors(run)
                .mapBatches(context -> fate::meet, Compute.tasks(1))
                .writeParquet(run.output().toString())
                .run();
    }

    /** Lets so many rows pass. It is no part of what a job is known by, so that a job resumes with another fate. */
    private static final class Fate {
        private final AtomicLong passed = new AtomicLong();
        private final long startNanos = System.nanoTime();
        private final long deathAfter;

        Fate(long deathAfter) {
            this.deathAfter = deathAfter;
        }

        /** Halts the JVM as {@code kill -9} does: no hook runs, nothing is flushed. */
        @SuppressWarnings("SystemOut") // the parent reads it
        RecordBatch meet(RecordBatch batch) {
            long rows = passed.addAndGet(batch.rowCount());
            if (rows >= deathAfter) {
                long millis = (System.nanoTime() - startNanos) / 1_000_000;
                System.out.println("died after " + rows + " rows and " + millis + " ms");
                System.out.flush();
                Runtime.getRuntime().halt(KILLED);
            }
            return batch;
        }
    }

    private static void check(Run run, JobResult result) {
        if (result.rowsBefore() + result.rowsOut() != run.rows()) {
            throw new IllegalStateException(
                    result.rowsBefore() + " + " + result.rowsOut() + " rows instead of " + run.rows());
        }
        try (BatchStream expected = ids(EmbFiles.input(run.data(), run.rows()), run.rows());
                BatchStream found = ids(run.output(), Long.MAX_VALUE)) {
            IdReader theirs = new IdReader(expected);
            IdReader ours = new IdReader(found);
            for (long row = 0; row <= run.rows(); row++) {
                long id = theirs.next();
                if (id != ours.next()) {
                    throw new IllegalStateException("row " + row + " of the output is not that of id " + id);
                }
            }
        }
    }

    private static BatchStream ids(Path files, long rows) {
        Dataset all = Dataset.readParquet(files.toString()).select("id");
        return rows == Long.MAX_VALUE ? all.iterate() : all.limit(rows).iterate();
    }

    /** The ids of a stream, then -1 for ever. */
    private static final class IdReader {
        private final BatchStream batches;
        private long[] ids = {};
        private int position;

        IdReader(BatchStream batches) {
            this.batches = batches;
        }

        long next() {
            while (position == ids.length) {
                try (RecordBatch batch = batches.next()) {
                    if (batch == null) {
                        return -1;
                    }
                    BigIntVector column = (BigIntVector) batch.column("id");
                    ids = new long[batch.rowCount()];
                    for (int i = 0; i < ids.length; i++) {
                        ids[i] = column.get(i);
                    }
                    position = 0;
                }
            }
            return ids[position++];
        }
    }

    @Override
    public void compare(Path expected, Path found, long rows) {}

    @Override
    public List<Gate> gates() {
        return PERCENT.stream()
                .map(p -> Gates.seconds("pelton-" + p, AT_MOST_SECONDS))
                .toList();
    }
}
