// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Starts ONNX Runtime with its telemetry off.
 *
 * <p>Version 1.29 opens a telemetry store under the user's home when it starts, which takes 150 ms, and copies the
 * process's command line into a buffer of fixed size: one of 4,000 bytes, such as a long class path, ends the JVM with a
 * segmentation fault and no word. The environment variable {@code ORT_DISABLE_TELEMETRY} prevents both, but a process
 * cannot set its own, so a start that would crash is refused here.
 */
final class OnnxRuntime {
    private static final int MAX_COMMAND_LINE = 3900;
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private OnnxRuntime() {}

    /** The process's environment, made by the first call. */
    static OrtEnvironment environment() {
        requireSafeStart(commandLineBytes(), System.getenv());
        OnnxLibraries.locate(System.getProperties());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new PeltonException(ErrorKind.INTERNAL, "Cannot turn telemetry off: " + e.getMessage(), e);
        }
        return environment;
    }

    private static int commandLineBytes() {
        try {
            return Files.isReadable(COMMAND_LINE) ? Files.readAllBytes(COMMAND_LINE).length : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Fails where {@link #environment} would crash. */
    static void requireSafeStart(int commandLineBytes, Map<String, String> environment) {
        String disabled = environment.getOrDefault("ORT_DISABLE_TELEMETRY", "0").toLowerCase(Locale.ROOT);
        boolean off = disabled.equals("1") || disabled.equals("true");
        if (!off && commandLineBytes > MAX_COMMAND_LINE) {
            throw PeltonException.user(
                    "Cannot start ONNX Runtime: its telemetry crashes the JVM on a command line of more"
                            + " than " + MAX_COMMAND_LINE + " bytes but this one has " + commandLineBytes
                            + ". Set ORT_DISABLE_TELEMETRY=1 in the environment, or start with 'java -jar', with an argument file"
                            + " ('java @args') or with the class path in CLASSPATH.");
        }
    }

    /** ONNX Runtime's version. */
    static String version() {
        return environment().getVersion();
    }
}
