// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.time.Duration;

/**
 * Tries an action on a store again when it fails with what may pass: a {@code TRANSIENT} failure, or any
 * {@link IOException} but those that say that a path is missing or forbidden. The action must be one that may be done
 * twice.
 */
final class Retry {
    /** Something that may fail. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /** Something that may fail and gives nothing. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Waits before a further try. */
    @FunctionalInterface
    interface Pause {
        void before(int furtherTry) throws InterruptedException;
    }

    private final int tries;
    private final Pause pause;

    Retry(int tries, Pause pause) {
        this.tries = tries;
        this.pause = pause;
    }

    /** Five tries within about four seconds. */
    static Retry withPauses() {
        return new Retry(
                5, n -> Thread.sleep(Duration.ofMillis(50L << (2 * (n - 1))).toMillis()));
    }

    <T> T call(Action<T> action) throws IOException {
        for (int n = 1; ; n++) {
            try {
                return action.run();
            } catch (IOException | PeltonException e) {
                if (n == tries || lasts(e)) {
                    throw e;
                }
                pauseBefore(n, e);
            }
        }
    }

    void run(Step step) throws IOException {
        call(() -> {
            step.run();
            return true;
        });
    }

    private void pauseBefore(int furtherTry, Exception failure) throws IOException {
        try {
            pause.before(furtherTry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted before another try");
            stopped.initCause(failure);
            throw stopped;
        }
    }

    private static boolean lasts(Exception e) {
        if (e instanceof PeltonException) {
            return ((PeltonException) e).kind() != ErrorKind.TRANSIENT;
        }
        return e instanceof FileNotFoundException
                || e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)
                || e instanceof FileSystemException && !e.getClass().equals(FileSystemException.class);
    }
}
