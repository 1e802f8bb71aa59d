// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source;

import static java.util.Objects.requireNonNull;

/**
 * One independently readable part of a source, such as a file.
 *
 * @param name what users know it by, such as a path; unique within the source
 * @param version changes whenever the content does, such as a length with a modification time, or an etag
 * @param sizeBytes its stored size, or 0 if unknown; for progress and summaries
 */
public record SourcePart(String name, String version, long sizeBytes) {
    public SourcePart {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
    }
}
