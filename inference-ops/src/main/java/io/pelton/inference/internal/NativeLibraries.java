// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static java.util.Objects.requireNonNull;

/**
 * Loads native libraries while a job is still being planned: each takes about 0.2 s of a start. What goes wrong here is
 * told where the library is first used.
 */
final class NativeLibraries {
    private NativeLibraries() {}

    private static final class OnnxRuntimeLoading {
        static final Thread THREAD = loading(OnnxRuntime::environment);
    }

    private static final class TokenizersLoading {
        static final Thread THREAD = loading(TextTokenizer::loadLibrary);
    }

    /** Has ONNX Runtime loaded in the background, if it is not yet. */
    static void startOnnxRuntime() {
        requireNonNull(OnnxRuntimeLoading.THREAD);
    }

    /** Has the tokenizers loaded in the background, if they are not yet. */
    static void startTokenizers() {
        requireNonNull(TokenizersLoading.THREAD);
    }

    private static Thread loading(Runnable load) {
        Thread thread = new Thread(() -> run(load), "pelton-load-native");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void run(Runnable load) {
        try {
            load.run();
        } catch (RuntimeException | LinkageError e) {
            return; // whoever needs the library will see it again
        }
    }
}
