// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source;

import io.pelton.dataset.PeltonException;
import java.util.List;

/**
 * Parquet files, read in the order of {@code paths} and by name within a folder or glob.
 *
 * @param paths files, folders or globs; local paths or URIs that Hadoop's client knows ({@code file}, {@code s3a},
 *     {@code hdfs})
 */
public record ParquetSource(List<String> paths) implements Source {
    public ParquetSource {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw PeltonException.user("Cannot read Parquet: expected at least one path but found none.");
        }
    }

    @Override
    public String describe() {
        return "parquet "
                + (paths.size() <= 3
                        ? String.join(", ", paths)
                        : paths.get(0) + " and " + (paths.size() - 1) + " more");
    }
}
