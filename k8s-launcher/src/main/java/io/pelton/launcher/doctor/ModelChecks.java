// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

import io.pelton.launcher.console.Units;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What models need. ONNX Runtime is known here by name only: it belongs to the inference operators, which the launcher has
 * at run time alone.
 */
final class ModelChecks {
    private static final List<String> MODELS = List.of("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-q.onnx");

    private ModelChecks() {}

    static Finding onnxRuntime() {
        try {
            Object environment = Class.forName("ai.onnxruntime.OrtEnvironment")
                    .getMethod("getEnvironment")
                    .invoke(null);
            Object version = environment.getClass().getMethod("getVersion").invoke(environment);
            Object providers =
                    environment.getClass().getMethod("getAvailableProviders").invoke(null);
            String names = ((Collection<?>) providers)
                    .stream().map(p -> p.toString().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
            return Finding.ok("ONNX Runtime", version + ", providers: " + names);
        } catch (ClassNotFoundException e) {
            return Finding.fail(
                    "ONNX Runtime", "is not on the class path", "Build again: remove the folder lib and run ./pelton.");
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            return Finding.fail(
                    "ONNX Runtime",
                    "its native library does not load: " + cause,
                    "Use a 64-bit glibc system (Debian 11 or later; not Alpine) with libstdc++6 installed.");
        }
    }

    static Finding models() {
        StringBuilder found = new StringBuilder();
        for (String name : MODELS) {
            URL resource = ModelChecks.class.getClassLoader().getResource(name);
            if (resource != null) {
                found.append(found.length() == 0 ? "" : ", ").append(name).append(size(resource));
            }
        }
        return found.length() > 0
                ? Finding.ok("Models", found + " on the class path")
                : Finding.warn(
                        "Models",
                        "none on the class path",
                        "Build again, or give models by path with OnnxModel.fromPath.");
    }

    private static String size(URL resource) {
        try {
            long bytes = resource.openConnection().getContentLengthLong();
            return bytes > 0 ? " (" + Units.bytes(bytes) + ")" : "";
        } catch (IOException e) {
            return "";
        }
    }
}
