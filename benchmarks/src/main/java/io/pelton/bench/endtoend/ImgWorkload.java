// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RowView;
import io.pelton.dataset.source.BatchReader;
import io.pelton.inference.Classification;
import io.pelton.inference.ImageDecode;
import io.pelton.inference.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarBinaryVector;

/** Photos to classes: JPEGs through a residual network to Parquet. */
final class ImgWorkload implements Workload {
    private static final int CENTERING_PHOTOS = 64;
    private static final int FLOOR_LEAST_EQUAL_IN_1000 = 998;
    private static final int PEER_LEAST_EQUAL_IN_1000 = 950;

    @Override
    public String id() {
        return "IMG";
    }

    @Override
    public String describe() {
        return "JPEGs (real, 500-1000 px) -> decode, resize 256, crop 224, normalise -> ResNet-18's layers fp32 ->"
                + " top-1 -> Parquet; photos a second";
    }

    @Override
    public long defaultRows() {
        return 1024;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", "floor", RayPeer.ENGINE);
    }

    @Override
    public Optional<String> missing(String engine) {
        return RayPeer.missing(engine);
    }

    private static Path photos(Path data, long rows) {
        return data.resolve("photos-" + rows + ".parquet");
    }

    private static Path model(Path data) {
        return data.resolve("resnet18.onnx");
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {
        Path photos = ImgFiles.photos(data, Math.toIntExact(rows));
        if (!Files.exists(model(data))) {
            Path uncentered = data.resolve("resnet18-uncentered.onnx");
            ImgModel.write(uncentered, new float[ImgModel.CLASSES]);
            ImgModel.write(model(data), centering(uncentered, photos));
            Files.delete(uncentered);
        }
    }

    /** A bias that lets every class win now and then: random weights alone would take all photos for much the same. */
    private static float[] centering(Path model, Path photos) throws Exception {
        float[] bias = new float[ImgModel.CLASSES];
        try (BufferAllocator allocator = new RootAllocator();
                ImgNet net = new ImgNet(model);
                BatchReader reader = ImgFiles.read(photos, CENTERING_PHOTOS, allocator)) {
            ImgNet.Caller caller = net.new Caller(1);
            int seen = 0;
            for (RecordBatch next = reader.next(); next != null; next = reader.next()) {
                try (RecordBatch batch = next) {
                    VarBinaryVector images = (VarBinaryVector) batch.column("image");
                    for (int row = 0; row < batch.rowCount(); row++) {
                        byte[] jpeg = images.get(row);
                        caller.decode(ByteBuffer.allocateDirect(jpeg.length).put(0, jpeg), 0);
                        float[] logits = caller.run(1);
                        seen++;
                        for (int i = 0; i < bias.length; i++) {
                            bias[i] -= (logits[i] + bias[i]) / seen;
                        }
                    }
                }
            }
        }
        return bias;
    }

    @Override
    public long run(Run run) throws Exception {
        Path photos = photos(run.data(), run.rows());
        switch (run.engine()) {
            case "pelton":
                return labels(photos, model(run.data()))
                        .writeParquet(run.output().toString())
                        .run()
                        .rowsOut();
            case "floor":
                return new ImgFloor((int) run.rows()).run(photos, model(run.data()), run.output());
            default:
                throw new IllegalArgumentException(run.engine());
        }
    }

    /** The job as a user writes it. */
    static Dataset labels(Path photos, Path model) {
        return Dataset.readParquet(photos.toString())
                .infer(
                        ImageDecode.from("image")
                                .into(ImgModel.INPUT)
                                .resize(256)
                                .centerCrop(224)
                                .normalizeImageNet(),
                        Compute.tasks(8))
                .infer(OnnxModel.fromPath(model.toString()), Compute.actors(1, 8))
                .infer(Classification.from(ImgModel.OUTPUT).into("label", "score"), Compute.tasks(8))
                .select("id", "label", "score");
    }

    @Override
    public List<String> command(Run run) {
        return RayPeer.command(
                run,
                "img.py",
                List.of(
                        "--input", photos(run.data(), run.rows()).toString(),
                        "--model", model(run.data()).toString()));
    }

    /** What a photo was taken for. */
    private record Label(long id, long label, float score) {}

    @Override
    public void compare(Path expected, Path found, long rows) {
        List<Label> ours = read(expected);
        List<Label> theirs = read(found);
        boolean peer = found.getFileName().toString().endsWith(RayPeer.ENGINE);
        if (peer) {
            theirs.sort(Comparator.comparingLong(Label::id));
        }
        if (ours.size() != rows || theirs.size() != rows) {
            throw new IllegalStateException(ours.size() + " and " + theirs.size() + " rows instead of " + rows);
        }
        int equal = 0;
        for (int i = 0; i < rows; i++) {
            if (ours.get(i).id() != i || theirs.get(i).id() != i) {
                throw new IllegalStateException(
                        "ids " + ours.get(i).id() + " and " + theirs.get(i).id() + " in row " + i);
            }
            equal += ours.get(i).label() == theirs.get(i).label() ? 1 : 0;
        }
        int least = peer ? PEER_LEAST_EQUAL_IN_1000 : FLOOR_LEAST_EQUAL_IN_1000;
        if (equal * 1000L < least * rows) {
            throw new IllegalStateException("only " + equal + " of " + rows + " labels are equal");
        }
    }

    private static List<Label> read(Path folder) {
        List<Label> labels = new ArrayList<>();
        try (BatchStream batches = Dataset.readParquet(folder.toString()).iterate()) {
            for (RecordBatch next = batches.next(); next != null; next = batches.next()) {
                try (RecordBatch batch = next) {
                    RowView row = new RowView(batch);
                    for (int i = 0; i < batch.rowCount(); i++) {
                        row.at(i);
                        labels.add(new Label(row.getLong("id"), row.getLong("label"), row.getFloat("score")));
                    }
                }
            }
        }
        return labels;
    }

    @Override
    public List<Gate> gates() {
        return List.of(Gates.speed("floor", 0.97), Gates.speed(RayPeer.ENGINE, 1.3));
    }
}
