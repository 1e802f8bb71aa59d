// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.inference.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of numbers through a small network to a score, in runs of a fixed number of rows. */
final class TabWorkload implements Workload {
    static final int LARGE = 1024;
    static final int SMALL = 64;

    /** Pelton without warm-up: as Ray is measured, from the start of the job on. */
    static final String COLD = "pelton-cold";

    /** The floor without warm-up. */
    static final String COLD_FLOOR = "floor-cold";

    /** Compilers are still at work after 40, for a twentieth of the time. */
    private static final int WARM_UPS = 80;

    /** Jobs that count, one after the other: each takes less than half a second, and not always the same. */
    private static final int TIMED = 10;

    private static final double TOLERANCE = 1e-5;

    private final int batchRows;

    TabWorkload(int batchRows) {
        this.batchRows = batchRows;
    }

    @Override
    public String id() {
        return batchRows == LARGE ? "TAB" : "TAB-" + batchRows;
    }

    @Override
    public String describe() {
        return "28 float columns and an id (Parquet, zstd) -> network of 28, 64, 32, 1 in runs of " + batchRows
                + " rows -> Parquet of id and score; rows a second; pelton and floor do the job " + TIMED
                + " times after "
                + WARM_UPS + " untimed ones in the same process, since their code is being compiled for longer than the"
                + " job takes; " + COLD + " and ray once, without";
    }

    @Override
    public long defaultRows() {
        return 2_000_000;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", "floor", COLD, RayPeer.ENGINE);
    }

    @Override
    public Optional<String> missing(String engine) {
        return RayPeer.missing(engine);
    }

    static Path input(Path data, long rows) {
        return data.resolve("rows-" + rows);
    }

    static Path model(Path data) {
        return data.resolve("mlp.onnx");
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {
        TabFiles.writeRows(input(data, rows), rows);
        TabModel.write(model(data));
    }

    @Override
    public long run(Run run) throws Exception {
        if (List.of(COLD, COLD_FLOOR).contains(run.engine())) {
            return score(run, run.output());
        }
        for (int i = 0; i < WARM_UPS; i++) {
            Path folder = aside(run);
            score(run, folder.resolve("out"));
            Bench.delete(folder);
        }
        List<Path> folders = new ArrayList<>();
        for (int i = 1; i < TIMED; i++) {
            folders.add(aside(run));
        }
        run.begin();
        long rows = 0;
        for (Path folder : folders) {
            rows += score(run, folder.resolve("out"));
        }
        return rows + score(run, run.output());
    }

    /** A folder for a result that nobody compares. */
    private static Path aside(Run run) throws IOException {
        return Files.createTempDirectory(run.output().toAbsolutePath().getParent(), "aside");
    }

    private long score(Run run, Path output) throws Exception {
        Path input = input(run.data(), run.rows());
        return List.of("floor", COLD_FLOOR).contains(run.engine())
                ? new TabFloor(batchRows).run(input, model(run.data()), output)
                : pelton(input, model(run.data()), output);
    }

    private long pelton(Path input, Path model, Path output) {
        return scores(input, model).writeParquet(output.toString()).run().rowsOut();
    }

    /** The job as a user writes it, all but where the result goes. */
    Dataset scores(Path input, Path model) {
        return Dataset.readParquet(input.toString())
                .infer(
                        OnnxModel.fromPath(model.toString())
                                .bind(TabModel.INPUT, TabFiles.FEATURES.toArray(String[]::new))
                                .rowBudget(batchRows),
                        Compute.actors(1, 8).withBatchRows(batchRows))
                .select(TabFiles.ID, TabModel.OUTPUT);
    }

    @Override
    public List<String> command(Run run) {
        List<String> arguments = List.of(
                "--input",
                input(run.data(), run.rows()).toString(),
                "--model",
                model(run.data()).toString(),
                "--batch",
                Integer.toString(batchRows));
        return RayPeer.command(run, "tab.py", arguments);
    }

    @Override
    public void compare(Path expected, Path found, long rows) throws Exception {
        float[] theirs = TabFiles.scores(expected, rows, true);
        float[] ours = TabFiles.scores(found, rows, false);
        for (int id = 0; id < rows; id++) {
            if (!(Math.abs(theirs[id] - ours[id]) <= TOLERANCE)) {
                throw new IllegalStateException("scores of id " + id + " differ: " + theirs[id] + ", " + ours[id]);
            }
        }
    }

    @Override
    public List<Gate> gates() {
        return List.of(Gates.speed("floor", 0.95), Gates.speed(COLD, RayPeer.ENGINE, batchRows == LARGE ? 4 : 6));
    }
}
