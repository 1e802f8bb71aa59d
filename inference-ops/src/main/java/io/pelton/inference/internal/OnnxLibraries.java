// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OrtEnvironment;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Has ONNX Runtime load its native libraries from the cache, where they are unpacked once for all jobs of this machine.
 * Left to itself it unpacks 28 MB into a new temporary folder at every start, which a killed process leaves behind.
 *
 * <p>Only the jar for CPUs is treated so: providers of others look for their parts beside the library.
 */
final class OnnxLibraries {
    /** In the order in which ONNX Runtime loads them. */
    private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");

    private static final String PROVIDERS = "onnxruntime_providers_shared";
    private static final String FOLDER = "onnxruntime.native.path";

    private OnnxLibraries() {}

    /** Tells ONNX Runtime where its libraries are, unless the user has; before its first class is used. */
    static void locate(Properties properties) {
        if (!properties.containsKey(FOLDER) && resource(PROVIDERS) == null) {
            paths().forEach((name, path) -> properties.putIfAbsent(property(name), path.toString()));
        }
    }

    static String property(String library) {
        return "onnxruntime.native." + library + ".path";
    }

    /** All libraries in the cache, or none if one of them cannot be had there. */
    private static Map<String, Path> paths() {
        Map<String, Path> paths = new HashMap<>();
        for (String name : NAMES) {
            URL url = resource(name);
            Optional<Path> path = url == null ? Optional.empty() : UnpackedResource.ofAnySize(url);
            if (path.isEmpty()) {
                return Map.of();
            }
            paths.put(name, path.get());
        }
        return paths;
    }

    private static @Nullable URL resource(String library) {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        String arch = System.getProperty("os.arch", "").equals("amd64") ? "x64" : System.getProperty("os.arch", "");
        return linux ? OrtEnvironment.class.getResource("native/linux-" + arch + "/lib" + library + ".so") : null;
    }
}
