// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import static io.pelton.dataset.expr.Expressions.col;
import static java.util.Objects.requireNonNull;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RowView;
import io.pelton.inference.OnnxModel;
import io.pelton.inference.TextEmbedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sentences to vectors: glosses of WordNet through MiniLM-L6 to Parquet. */
final class EmbWorkload implements Workload {
    private static final double MIN_COSINE = 0.9999;

    @Override
    public String id() {
        return "EMB";
    }

    @Override
    public String describe() {
        return "glosses (real English) -> all-MiniLM-L6-v2 fp32 -> Parquet of 384 floats; rows a second. ray: as its"
                + " documentation advises; ray-tuned: sorting, runs and options as Pelton's, by hand";
    }

    @Override
    public long defaultRows() {
        return 10_000;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", "floor", "naive", RayPeer.ENGINE, RayPeer.TUNED);
    }

    @Override
    public Optional<String> missing(String engine) {
        return RayPeer.missing(engine);
    }

    @Override
    public void prepare(Path data, long rows) throws IOException {
        EmbFiles.prepare(data, rows);
    }

    @Override
    public List<String> command(Run run) {
        return run.engine().equals(RayPeer.TUNED) ? rayCommand(run, "--tuned") : rayCommand(run);
    }

    /** Ray's side of the job, with more arguments of its script. */
    static List<String> rayCommand(Run run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--input", EmbFiles.input(run.data(), run.rows()).toString(),
                "--model", EmbFiles.model(run.data()).toString(),
                "--tokenizer", EmbFiles.tokenizer(run.data()).toString()));
        arguments.addAll(List.of(more));
        return RayPeer.command(run, "emb.py", arguments);
    }

    @Override
    public long run(Run run) throws Exception {
        switch (run.engine()) {
            case "pelton":
                return vectors(run).writeParquet(run.output().toString()).run().rowsOut();
            case "floor":
                return new EmbFloor().run(run);
            case "naive":
                return new EmbNaive().run(run);
            default:
                throw new IllegalArgumentException(run.engine());
        }
    }

    /** The job as a user writes it. */
    static Dataset vectors(Run run) {
        return Dataset.readParquet(EmbFiles.input(run.data(), run.rows()).toString())
                .select("id", "gloss")
                .limit(run.rows())
                .filter(col("gloss").isNotNull())
                .infer(
                        TextEmbedding.of(OnnxModel.fromClasspath(EmbFiles.MODEL))
                                .tokenizer(EmbFiles.TOKENIZER)
                                .from("gloss")
                                .into("embedding"),
                        Compute.actors(1, 8))
                .select("id", "embedding");
    }

    @Override
    public void compare(Path expected, Path found, long rows) {
        Map<Long, float[]> theirs = read(expected);
        Map<Long, float[]> ours = read(found);
        if (ours.size() != theirs.size() || ours.size() > rows) {
            throw new IllegalStateException(ours.size() + " rows instead of " + theirs.size());
        }
        ours.forEach((id, vector) -> {
            float[] other = theirs.get(id);
            if (other == null || cosine(vector, other) < MIN_COSINE) {
                throw new IllegalStateException("vectors of id " + id + " differ");
            }
        });
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }

    private static Map<Long, float[]> read(Path folder) {
        Map<Long, float[]> byId = new LinkedHashMap<>();
        try (BatchStream batches = Dataset.readParquet(folder.toString()).iterate()) {
            for (RecordBatch next = batches.next(); next != null; next = batches.next()) {
                try (RecordBatch batch = next) {
                    RowView row = new RowView(batch);
                    for (int i = 0; i < batch.rowCount(); i++) {
                        if (byId.put(row.at(i).getLong("id"), floats(row)) != null) {
                            throw new IllegalStateException("id " + row.getLong("id") + " is there twice");
                        }
                    }
                }
            }
        }
        return byId;
    }

    private static float[] floats(RowView row) {
        if (!(row.get("embedding") instanceof List<?> values)) {
            throw new IllegalStateException("id " + row.getLong("id") + " has no vector");
        }
        float[] vector = new float[values.size()];
        int i = 0;
        for (Object value : values) {
            vector[i++] = (Float) requireNonNull(value);
        }
        return vector;
    }

    @Override
    public List<Gate> gates() {
        return List.of(
                Gates.speed("floor", 0.97),
                Gates.speed("naive", 2.5),
                Gates.speed(RayPeer.ENGINE, 3),
                Gates.memory("floor", 256L << 20));
    }
}
