// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.engine.PeltonEngine;
import io.pelton.engine.io.FileStores;
import io.pelton.engine.io.parquet.ParquetReadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The jobs whose growth is measured. */
final class GrowthWorkloads {
    private static final List<Integer> TIMES = List.of(1, 10, 100);

    private static final double WARM_UP_SECONDS = 4;

    private GrowthWorkloads() {}

    static List<Workload> all() {
        return List.of(new Batches(), new Rows(), new Stages(), new InputFiles(), new Splits(), new Emb(), new Tab());
    }

    private static Dataset identity(Dataset rows, int batchRows) {
        return rows.mapBatches(
                context -> batch -> batch.slice(0, batch.rowCount()),
                Compute.tasks(1).withBatchRows(batchRows));
    }

    private static final class Batches extends GrowthWorkload {
        Batches() {
            super(
                    "BATCHES",
                    "x1, x10 and x100 batches of one row through two stages; batches a second",
                    TIMES,
                    Timed.WHOLE,
                    WARM_UP_SECONDS,
                    "8m");
        }

        @Override
        public long defaultRows() {
            return 50_000;
        }

        @Override
        long job(int size, Path data, Path output, long rows) {
            return identity(identity(Dataset.range(size * rows), 1), 1).count();
        }
    }

    private static final class Rows extends GrowthWorkload {
        Rows() {
            super(
                    "ROWS",
                    "x1, x10 and x100 rows in batches of 65,536 through two stages; rows a second",
                    TIMES,
                    Timed.WHOLE,
                    WARM_UP_SECONDS,
                    "8m");
        }

        @Override
        public long defaultRows() {
            return 50_000_000;
        }

        @Override
        long job(int size, Path data, Path output, long rows) {
            return identity(identity(Dataset.range(size * rows), OvhWorkload.LARGE), OvhWorkload.LARGE)
                    .count();
        }
    }

    private static final class Stages extends GrowthWorkload {
        private static final double STAGES_WARM_UP_SECONDS = 16;

        Stages() {
            super(
                    "STAGES",
                    "batches of 64 rows through 2, 8 and 32 stages, after jobs of as many; rows times stages a second",
                    List.of(2, 8, 32),
                    Timed.WHOLE,
                    STAGES_WARM_UP_SECONDS,
                    "4m");
        }

        /** Of as many stages: with another number, compilers would have much to do once more while time is taken. */
        @Override
        int warmUpSize(int size) {
            return size;
        }

        @Override
        public long defaultRows() {
            return 10_000_000;
        }

        @Override
        long job(int size, Path data, Path output, long rows) {
            Dataset all = Dataset.range(rows);
            for (int stage = 0; stage < size; stage++) {
                all = identity(all, 64);
            }
            return all.count() * size;
        }
    }

    private static final class Emb extends GrowthWorkload {
        Emb() {
            super(
                    "EMB",
                    "EMB with x1, x10 and x100 rows, the shipped glosses as often as needed; rows a second",
                    TIMES,
                    Timed.WHOLE,
                    WARM_UP_SECONDS,
                    "8m");
        }

        @Override
        public long defaultRows() {
            return 100;
        }

        @Override
        public void prepare(Path data, long rows) throws IOException {
            EmbFiles.prepare(data, TIMES.get(TIMES.size() - 1) * rows);
        }

        @Override
        long job(int size, Path data, Path output, long rows) {
            return EmbWorkload.vectors(new Run("pelton", data, output, size * rows))
                    .writeParquet(output.toString())
                    .run()
                    .rowsOut();
        }
    }

    /** TAB, with one folder of files under as many names as it takes. */
    private static final class Tab extends GrowthWorkload {
        private static final double TAB_WARM_UP_SECONDS = 10;
        /** Writers hold a row group: those of a small job would be smaller. */
        private static final long FILE_ROWS = 100_000;

        private final TabWorkload job = new TabWorkload(TabWorkload.LARGE);

        Tab() {
            super(
                    "TAB",
                    "TAB with x1, x10 and x100 rows, the same rows as often as needed; rows a second",
                    TIMES,
                    Timed.WHOLE,
                    TAB_WARM_UP_SECONDS,
                    "8m");
        }

        @Override
        public long defaultRows() {
            return 250_000;
        }

        private static Path input(Path data, int size, long rows) {
            return data.resolve("tab-" + size * rows);
        }

        @Override
        public void prepare(Path data, long rows) throws Exception {
            job.prepare(data, rows);
            List<Path> files = files(TabWorkload.input(data, rows));
            for (int times : TIMES) {
                Path folder = input(data, times, rows);
                if (!Files.exists(folder)) {
                    Path unfinished = Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".tmp"));
                    for (int copy = 0; copy < times; copy++) {
                        for (Path file : files) {
                            Path name = unfinished.resolve(String.format("copy-%03d-%s", copy, file.getFileName()));
                            Files.deleteIfExists(name);
                            Files.createLink(name, file);
                        }
                    }
                    Files.move(unfinished, folder);
                }
            }
        }

        private static List<Path> files(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.sorted().toList();
            }
        }

        @Override
        long job(int size, Path data, Path output, long rows) {
            return job.scores(input(data, size, rows), TabWorkload.model(data))
                    .write(ParquetSink.to(output.toString()).withMaxRowsPerFile(FILE_ROWS))
                    .run()
                    .rowsOut();
        }
    }

    /**
     * As many splits as are asked for, each with as many rows and a file of its own. Splits take seconds, so that a job of ten
     * thousand would take hours: these are cut as soon as they have their rows.
     */
    private static final class Splits extends GrowthWorkload {
        private final PeltonEngine engine = PeltonEngine.cuttingSplitsAfter(Duration.ofNanos(1));

        Splits() {
            super(
                    "SPLITS",
                    "a job that writes with 1, 100 and 10,000 splits of some rows, each made durable, committed, and"
                            + " published as a file; splits a second",
                    List.of(1, 100, 10_000),
                    Timed.MORE_THAN_SMALLEST,
                    WARM_UP_SECONDS,
                    "1m");
        }

        @Override
        public long defaultRows() {
            return 1_024;
        }

        @Override
        long job(int size, Path data, Path output, long rows) {
            LogicalPlan plan = identity(Dataset.range(size * rows), Math.toIntExact(rows))
                    .write(ParquetSink.to(output.toString()).withMinRowsPerFile(rows))
                    .plan();
            long splits = engine.run(plan, JobOptions.fromSystemProperties()).splits();
            if (splits != size) {
                throw new IllegalStateException(splits + " splits instead of " + size);
            }
            return splits;
        }
    }

    /** Folders of files of ten rows; those of a size are in all folders up to its own. */
    private static final class InputFiles extends GrowthWorkload {
        private static final List<Integer> FILES = List.of(1, 500, 5_000, 50_000);
        private static final int ROWS = 10;

        private FirstBatch first = new FirstBatch();

        InputFiles() {
            super(
                    "FILES",
                    "1, 500, 5,000 and 50,000 Parquet files of ten rows, listed, read and counted; rows a second",
                    FILES,
                    Timed.MORE_THAN_SMALLEST,
                    WARM_UP_SECONDS,
                    "1m");
        }

        @Override
        public long defaultRows() {
            return ROWS;
        }

        @Override
        public void prepare(Path data, long rows) throws Exception {
            int made = 0;
            for (int files : FILES) {
                Path folder = folder(data, files);
                if (!Files.exists(folder)) {
                    write(folder, made, files);
                }
                made = files;
            }
        }

        private static Path folder(Path data, int upTo) {
            return data.resolve("files-up-to-" + upTo);
        }

        private static void write(Path folder, int from, int to) throws IOException {
            Path unfinished = folder.resolveSibling(folder.getFileName() + ".tmp");
            Files.createDirectories(unfinished);
            Path one = unfinished.resolve("one");
            Dataset.range(ROWS)
                    .withColumn("text", lit("a small file"))
                    .writeParquet(one.toString())
                    .run();
            Path file;
            try (var parts = Files.list(one)) {
                file = parts.filter(p -> p.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow();
            }
            for (int i = from; i < to; i++) {
                Files.copy(file, unfinished.resolve(String.format("part-%06d.parquet", i)));
            }
            Files.move(one, folder.resolveSibling(folder.getFileName() + ".one"));
            Files.move(unfinished, folder);
        }

        @Override
        String note(int size, Path data) {
            long before = System.nanoTime();
            new ParquetReadable(FileStores.standard(), new ParquetSource(List.of(folders(size, data)))).parts();
            return first
                    + String.format(Locale.ROOT, "; listing alone takes %.3f s", (System.nanoTime() - before) / 1e9);
        }

        private static String[] folders(int size, Path data) {
            return IntStream.range(0, FILES.size())
                    .filter(i -> FILES.get(i) <= size)
                    .mapToObj(i -> folder(data, FILES.get(i)).toString())
                    .toArray(String[]::new);
        }

        @Override
        long job(int size, Path data, Path output, long rowsOfFile) {
            FirstBatch begun = new FirstBatch();
            first = begun;
            Dataset rows =
                    Dataset.readParquet(folders(size, data)).filter(col("id").ge(lit(0L)));
            long found = rows.mapBatches(
                            context -> batch -> {
                                begun.seen();
                                return batch.slice(0, batch.rowCount());
                            },
                            Compute.tasks(1).withBatchRows(4096))
                    .count();
            if (found != (long) size * rowsOfFile) {
                throw new IllegalStateException(found + " rows in " + size + " files");
            }
            return found;
        }
    }
}
