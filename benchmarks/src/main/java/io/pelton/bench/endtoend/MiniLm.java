// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The libraries of the job without an engine: tokenizer, session, mean pooling. */
final class MiniLm implements AutoCloseable {
    static final int DIMENSIONS = 384;
    private static final int MAX_TOKENS = 256;
    private static final String SLOW_FUSIONS = "LayerNormFusionL1;LayerNormFusionL2;BiasGeluFusion";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Path model;
    private final int intraOp;
    private final Queue<OrtSession> free = new ConcurrentLinkedQueue<>();
    private final List<OrtSession> sessions = new CopyOnWriteArrayList<>();
    private final ThreadLocal<OrtSession> session = ThreadLocal.withInitial(this::ownSession);
    private final long tokenizer;

    /**
     * Loads both from plain files.
     *
     * @param data where {@link EmbFiles} lie
     * @param intraOp threads of one run, and each caller has a session of its own, so that no core works in memory that
     *     another wrote last; 0 leaves them, and all else, to ONNX Runtime, and there is one session
     */
    MiniLm(Path data, int intraOp) throws OrtException, IOException {
        this.model = EmbFiles.model(data);
        this.intraOp = intraOp;
        free.add(load());
        LibUtils.checkStatus();
        tokenizer = TokenizersLibrary.LIB.createTokenizerFromString(Files.readString(EmbFiles.tokenizer(data)));
        TokenizersLibrary.LIB.disablePadding(tokenizer);
        TokenizersLibrary.LIB.setTruncation(tokenizer, MAX_TOKENS, "LONGEST_FIRST", 0);
    }

    private OrtSession load() throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (intraOp > 0) {
                options.setIntraOpNumThreads(intraOp);
                options.setInterOpNumThreads(1);
                options.addConfigEntry("optimization.disable_specified_optimizers", SLOW_FUSIONS);
            }
            OrtSession loaded = environment.createSession(model.toString(), options);
            sessions.add(loaded);
            return loaded;
        }
    }

    private OrtSession ownSession() {
        if (intraOp == 0) {
            return sessions.get(0);
        }
        OrtSession first = free.poll();
        try {
            return first != null ? first : load();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    long[] tokens(String text) {
        long encoding = TokenizersLibrary.LIB.encode(tokenizer, text, true);
        try {
            return TokenizersLibrary.LIB.getTokenIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    /** Embeds rows of tokens, padded to the longest; vectors of length 1. */
    float[][] embed(long[][] rows) throws OrtException {
        int length = 1;
        for (long[] row : rows) {
            length = Math.max(length, row.length);
        }
        LongBuffer ids = longs(rows.length * length);
        LongBuffer mask = longs(rows.length * length);
        LongBuffer types = longs(rows.length * length);
        for (int r = 0; r < rows.length; r++) {
            for (int t = 0; t < rows[r].length; t++) {
                ids.put(r * length + t, rows[r][t]);
                mask.put(r * length + t, 1);
            }
        }
        long[] shape = {rows.length, length};
        try (OnnxTensor a = OnnxTensor.createTensor(environment, ids, shape);
                OnnxTensor b = OnnxTensor.createTensor(environment, mask, shape);
                OnnxTensor c = OnnxTensor.createTensor(environment, types, shape);
                OrtSession.Result result =
                        session.get().run(Map.of("input_ids", a, "attention_mask", b, "token_type_ids", c))) {
            FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[][] vectors = new float[rows.length][];
            for (int r = 0; r < rows.length; r++) {
                vectors[r] = pool(hidden, r * length * DIMENSIONS, rows[r].length);
            }
            return vectors;
        }
    }

    private static float[] pool(FloatBuffer hidden, int from, int tokens) {
        float[] sum = new float[DIMENSIONS];
        float[] token = new float[DIMENSIONS];
        for (int t = 0; t < tokens; t++) {
            hidden.get(from + t * DIMENSIONS, token);
            for (int i = 0; i < DIMENSIONS; i++) {
                sum[i] += token[i];
            }
        }
        double squares = 0;
        for (float x : sum) {
            squares += (double) x * x;
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < DIMENSIONS; i++) {
            sum[i] *= scale;
        }
        return sum;
    }

    private static LongBuffer longs(int n) {
        return ByteBuffer.allocateDirect(n * 8).order(ByteOrder.nativeOrder()).asLongBuffer();
    }

    @Override
    public void close() throws OrtException {
        for (OrtSession one : sessions) {
            one.close();
        }
        TokenizersLibrary.LIB.deleteTokenizer(tokenizer);
    }
}
