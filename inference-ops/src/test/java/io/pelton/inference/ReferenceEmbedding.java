// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** MiniLM as its model card has it: one text at a time, mean of all tokens, length 1; shares no code with the operator. */
final class ReferenceEmbedding implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    ReferenceEmbedding(String model, String tokenizerJson, int maxTokens) throws IOException, OrtException {
        try (InputStream bytes = resource(model);
                InputStream json = resource(tokenizerJson)) {
            session = environment.createSession(bytes.readAllBytes());
            tokenizer = HuggingFaceTokenizer.newInstance(
                    json, Map.of("padding", "false", "truncation", "true", "maxLength", Integer.toString(maxTokens)));
        }
    }

    private static InputStream resource(String name) {
        return java.util.Objects.requireNonNull(ReferenceEmbedding.class.getResourceAsStream("/" + name), name);
    }

    int tokens(String text) {
        return tokenizer.encode(text).getIds().length;
    }

    float[] embed(String text) throws OrtException {
        Encoding encoding = tokenizer.encode(text);
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", OnnxTensor.createTensor(environment, new long[][] {encoding.getIds()}));
        inputs.put("attention_mask", OnnxTensor.createTensor(environment, new long[][] {encoding.getAttentionMask()}));
        inputs.put("token_type_ids", OnnxTensor.createTensor(environment, new long[][] {encoding.getTypeIds()}));
        try (OrtSession.Result result = session.run(inputs)) {
            float[][] tokens = ((float[][][]) result.get(0).getValue())[0];
            return normalized(mean(tokens));
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static double[] mean(float[][] tokens) {
        double[] mean = new double[tokens[0].length];
        for (float[] token : tokens) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += token[i] / tokens.length;
            }
        }
        return mean;
    }

    private static float[] normalized(double[] vector) {
        double norm = Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
        float[] floats = new float[vector.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (vector[i] / norm);
        }
        return floats;
    }

    static double cosine(float[] a, float[] b) {
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

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
