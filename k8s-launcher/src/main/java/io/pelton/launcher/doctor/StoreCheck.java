// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

import io.pelton.dataset.Engine;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.launcher.console.Units;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a path of any file system can be reached with the settings and credentials at hand, and how soon. */
record StoreCheck(String path, Duration patience) implements Check {
    private static final String SUBJECT = "Access";

    @Override
    public Finding look() {
        long start = System.nanoTime();
        FutureTask<Integer> columns = new FutureTask<>(this::columns);
        Thread thread = new Thread(columns, "doctor " + path);
        thread.setDaemon(true);
        thread.start();
        try {
            int found = columns.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            String time = Units.time((System.nanoTime() - start) / 1e9);
            return Finding.ok(SUBJECT, path + ": Parquet with " + Units.count(found, "column") + ", read in " + time);
        } catch (TimeoutException e) {
            return Finding.fail(
                    SUBJECT,
                    path + ": no answer within " + patience.toSeconds() + " s",
                    "Check the network, a proxy's settings and, for s3a, fs.s3a.endpoint.");
        } catch (ExecutionException e) {
            return Finding.fail(SUBJECT, text(e.getCause() == null ? e : e.getCause()), cure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.warn(SUBJECT, path + ": interrupted", "Run the command again.");
        }
    }

    private int columns() {
        return Engine.load()
                .schemaOf(new ParquetSource(List.of(path)))
                .getFields()
                .size();
    }

    private String text(Throwable e) {
        String message = Optional.ofNullable(e.getMessage()).orElse(e.toString());
        String line = message.lines().findFirst().orElse("");
        return line.contains(path) ? line : path + ": " + line;
    }

    private String cure() {
        if (path.startsWith("s3a:")) {
            return "Check the bucket and the credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role).";
        }
        return path.startsWith("s3:") || path.startsWith("s3n:")
                ? "Write s3a:// for object stores."
                : "Check that the path names Parquet files and that this user may read them.";
    }
}
