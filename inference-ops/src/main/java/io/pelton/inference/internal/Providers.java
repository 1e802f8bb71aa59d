// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import io.pelton.dataset.PeltonException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Execution providers: what runs a session's operators, the CPU where nothing else is asked for. */
final class Providers {
    private Providers() {}

    /**
     * Puts a provider before the CPU, which stays for the operators that the provider lacks.
     *
     * @throws PeltonException if ONNX Runtime on the class path was not built with it, or it does not start
     */
    static void add(OrtSession.SessionOptions options, SessionSettings settings) throws OrtException {
        switch (settings.provider()) {
            case "cpu" -> {}
            case "cuda" -> {
                require(OrtProvider.CUDA, settings);
                options.addCUDA(settings.device());
            }
            case "tensorrt" -> {
                require(OrtProvider.TENSOR_RT, settings);
                options.addTensorrt(settings.device());
            }
            case "directml" -> {
                require(OrtProvider.DIRECT_ML, settings);
                options.addDirectML(settings.device());
            }
            case "coreml" -> {
                require(OrtProvider.CORE_ML, settings);
                options.addCoreML();
            }
            case "xnnpack" -> {
                require(OrtProvider.XNNPACK, settings);
                options.addXnnpack(Map.of("intra_op_num_threads", Integer.toString(settings.threads())));
            }
            default -> throw unavailable(settings, "Pelton knows cpu, cuda, tensorrt, directml, coreml and xnnpack.");
        }
    }

    private static void require(OrtProvider provider, SessionSettings settings) {
        if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
            throw unavailable(
                    settings, "Put a build of ONNX Runtime that has it on the class path, such as onnxruntime_gpu.");
        }
    }

    private static PeltonException unavailable(SessionSettings settings, String cure) {
        String available = OrtEnvironment.getAvailableProviders().stream()
                .map(p -> p.name().toLowerCase(Locale.ROOT).replace("_", ""))
                .sorted()
                .collect(Collectors.joining(", "));
        return PeltonException.user(
                "Cannot run on '" + settings.provider() + "': this ONNX Runtime has [" + available + "]. " + cure);
    }
}
