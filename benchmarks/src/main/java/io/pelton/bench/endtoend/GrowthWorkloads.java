// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The jobs whose growth is measured. */
final class GrowthWorkloads {
    private static final List<Integer> TIMES = List.of(1, 10, 100);

    private GrowthWorkloads() {}

    static List<Workload> all() {
        return List.of(new Batches(), new Rows(), new Stages(), new InputFiles(), new Emb());
    }

    private static Dataset identity(Dataset rows, int batchRows) {
        return rows.mapBatches(
                context -> batch -> batch.slice(0, batch.rowCount()),
                Compute.tasks(1).withBatchRows(batchRows));
    }

    private static final class Batches extends GrowthWorkload {
        Batches() {
            super("BATCHES", "x1, x10 and x100 batches of one row through two stages; batches a second", TIMES);
        }

        @Override
        public long defaultRows() {
            return 100_000;
        }

        @Override
        long job(int size, Path data, Path output, long rows) {
            return identity(identity(Dataset.range(size * rows), 1), 1).count();
        }
    }

    private static final class Rows extends GrowthWorkload {
        Rows() {
            super("ROWS", "x1, x10 and x100 rows in batches of 65,536 through two stages; rows a second", TIMES);
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
        Stages() {
            super(
                    "STAGES",
                    "batches of 64 rows through 2, 8 and 32 stages; rows times stages a second",
                    List.of(2, 8, 32));
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
                    TIMES);
        }

        @Override
        public long defaultRows() {
            return 1_000;
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

    /** Folders of files of ten rows, each with nine times as many as all before it together. */
    private static final class InputFiles extends GrowthWorkload {
        private static final List<Integer> FILES = List.of(500, 5_000, 50_000);
        private static final int ROWS = 10;

        InputFiles() {
            super(
                    "FILES",
                    "500, 5,000 and 50,000 Parquet files of ten rows, listed, read and counted; rows a second",
                    FILES);
        }

        @Override
        public long defaultRows() {
            return ROWS;
        }

        @Override
        public void prepare(Path data, long rows) throws Exception {
            int made = 0;
            for (int files : FILES) {
                Path folder = data.resolve("files-" + files);
                if (!Files.exists(folder)) {
                    write(folder, made, files);
                }
                made = files;
            }
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
        long job(int size, Path data, Path output, long rows) {
            String[] folders = IntStream.range(0, FILES.size())
                    .filter(i -> FILES.get(i) <= size)
                    .mapToObj(i -> data.resolve("files-" + FILES.get(i)).toString())
                    .toArray(String[]::new);
            long found = identity(Dataset.readParquet(folders).filter(col("id").ge(lit(0L))), 4096)
                    .count();
            if (found != (long) size * rows) {
                throw new IllegalStateException(found + " rows in " + size + " files");
            }
            return found;
        }
    }
}
