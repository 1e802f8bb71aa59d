// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ErrorLinesTest {
    @Test
    void errorOfPeltonIsItsMessageAlone() {
        Throwable error = PeltonException.user("Cannot read a.parquet: expected a file but found nothing. Check it.");

        assertThat(ErrorLines.of(error, false, Look.PLAIN))
                .containsExactly("Error: Cannot read a.parquet: expected a file but found nothing. Check it.");
    }

    @Test
    void causesFollowOnceEach() {
        IOException disk = new IOException("No space left on device");
        Throwable error = new PeltonException(
                ErrorKind.RESOURCE,
                "Cannot write out: expected room but the disk is full. Free some.",
                new UncheckedIOException("flush of x failed", disk));

        assertThat(ErrorLines.of(error, false, Look.PLAIN))
                .containsExactly(
                        "Error: Cannot write out: expected room but the disk is full. Free some.",
                        "  caused by: java.io.UncheckedIOException: flush of x failed",
                        "  caused by: java.io.IOException: No space left on device");
    }

    @Test
    void causeWhoseMessageIsAlreadySaidIsLeftOut() {
        Throwable error = PeltonException.user(
                "Cannot read x: expected Parquet but x is 3 bytes long. Check it.",
                new IOException("x is 3 bytes long"));

        assertThat(ErrorLines.of(error, false, Look.PLAIN)).hasSize(1);
    }

    @Test
    void usersExceptionShowsTheUsersLinesAndNoOthers() {
        ArithmeticException users = new ArithmeticException("/ by zero");
        users.setStackTrace(new StackTraceElement[] {
            frame(null, "java.lang.Math", "floorDiv", "Math.java", 1),
            frame("job", "Job", "lambda$main$0", "Job.java", 12),
            frame("app", "io.pelton.engine.plan.MapRowsOp", "apply", "MapRowsOp.java", 40),
        });
        Throwable error = PeltonException.user("Cannot map row 4,321 of part a.parquet. Mend the function.", users);

        assertThat(ErrorLines.of(new InvocationTargetException(error), false, Look.PLAIN))
                .containsExactly(
                        "Error: Cannot map row 4,321 of part a.parquet. Mend the function.",
                        "  caused by: java.lang.ArithmeticException: / by zero",
                        "    at Job.lambda$main$0(Job.java:12)");
    }

    @Test
    void exceptionOfALibraryShowsNoLines() {
        ArithmeticException librarys = new ArithmeticException("/ by zero");
        librarys.setStackTrace(new StackTraceElement[] {
            frame("app", "com.vendor.Library", "call", "Library.java", 7), frame("job", "Job", "main", "Job.java", 12),
        });

        assertThat(ErrorLines.of(librarys, false, Look.PLAIN)).hasSize(1);
    }

    private static StackTraceElement frame(@Nullable String loader, String type, String method, String file, int line) {
        return new StackTraceElement(loader, null, null, type, method, file, line);
    }

    @Test
    void defectsAskForAReport() {
        Throwable error = new PeltonException(ErrorKind.INTERNAL, "Cannot go on: two owners of split 3.");

        assertThat(ErrorLines.of(error, false, Look.PLAIN)).last().asString().contains("report it", "--stacktrace");
    }

    @Test
    void stackTraceShowsEveryFrame() {
        assertThat(ErrorLines.of(PeltonException.user("Cannot."), true, Look.PLAIN))
                .anyMatch(line -> line.contains("ErrorLinesTest.java"));
    }

    @Test
    void causeThatWasCutIsNotToldAgain() {
        String all = "can not read the footer: " + "field ".repeat(100);
        Throwable error = PeltonException.user(
                "Cannot read a.parquet (" + all.substring(0, 150) + "...). Restore it.", new IOException(all));

        assertThat(ErrorLines.of(error, false, Look.PLAIN)).hasSize(1);
    }
}
