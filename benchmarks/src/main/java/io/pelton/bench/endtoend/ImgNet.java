// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.pelton.inference.internal.image.Geometry;
import io.pelton.inference.internal.image.Pictures;
import io.pelton.inference.internal.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** The libraries of the job without an engine: one session for all threads, and for each thread what it decodes into. */
final class ImgNet implements AutoCloseable {
    private static final Geometry GEOMETRY = new Geometry(256, 224, 224);
    private static final long MAX_PIXELS = 100_000_000;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final float[][] values = new float[3][256];

    /** Loads a model whose runs take one thread each. */
    ImgNet(Path model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model.toString(), options);
        }
        for (int colour = 0; colour < 3; colour++) {
            for (int level = 0; level < 256; level++) {
                values[colour][level] = (level / 255f - MEAN[colour]) / DEVIATION[colour];
            }
        }
    }

    /** What one thread works with. */
    final class Caller {
        private final Pictures pictures = new Pictures(GEOMETRY, MAX_PIXELS, true);
        private final byte[] levels = new byte[GEOMETRY.values()];
        private final float[] floats = new float[GEOMETRY.values()];
        private final FloatBuffer pixels;

        Caller(int mostRows) {
            pixels = ByteBuffer.allocateDirect(4 * mostRows * GEOMETRY.values())
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        /** Decodes a photo into the row of the next run. */
        void decode(ByteBuffer jpeg, int row) throws UnreadableImageException {
            pictures.read(jpeg, levels);
            int plane = floats.length / 3;
            for (int colour = 0; colour < 3; colour++) {
                float[] table = values[colour];
                for (int i = colour * plane; i < (colour + 1) * plane; i++) {
                    floats[i] = table[levels[i] & 0xFF];
                }
            }
            pixels.put(row * floats.length, floats);
        }

        /** Runs the model on the first rows: the logits of each. */
        float[] run(int rows) throws OrtException {
            FloatBuffer given = pixels.duplicate().limit(rows * floats.length);
            long[] shape = {rows, 3, GEOMETRY.height(), GEOMETRY.width()};
            try (OnnxTensor tensor = OnnxTensor.createTensor(environment, given, shape);
                    OrtSession.Result result = session.run(Map.of(ImgModel.INPUT, tensor))) {
                float[] logits = new float[rows * ImgModel.CLASSES];
                ((OnnxTensor) result.get(0)).getFloatBuffer().get(logits);
                return logits;
            }
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
