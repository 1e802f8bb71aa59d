// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

import io.pelton.dataset.Engine;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.launcher.console.Units;
import java.util.List;
import java.util.Optional;

/** Whether a path of any file system can be reached with the settings and credentials at hand. */
record StoreCheck(String path) implements Check {
    @Override
    public Finding look() {
        long start = System.nanoTime();
        try {
            int columns = Engine.load()
                    .schemaOf(new ParquetSource(List.of(path)))
                    .getFields()
                    .size();
            double seconds = (System.nanoTime() - start) / 1e9;
            return Finding.ok(
                    "Access",
                    path + ": Parquet with " + Units.count(columns, "column") + ", read in " + Units.time(seconds));
        } catch (Exception | LinkageError e) {
            return Finding.fail("Access", path + ": " + firstLine(e), cure());
        }
    }

    private static String firstLine(Throwable e) {
        return Optional.ofNullable(e.getMessage())
                .orElse(e.toString())
                .lines()
                .findFirst()
                .orElse("");
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
