// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.nio.file.Path;

/**
 * Where what is worth remembering between jobs lies: {@code pelton.cache} if that system property is set, otherwise the
 * folder {@code pelton} of the user's cache. All of it may be deleted while no job runs.
 */
public final class CacheDirectory {
    private CacheDirectory() {}

    /** The directory, which need not exist. */
    public static Path path() {
        String property = System.getProperty("pelton.cache");
        if (property != null) {
            return Path.of(property);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        return (xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg))
                .resolve("pelton");
    }
}
