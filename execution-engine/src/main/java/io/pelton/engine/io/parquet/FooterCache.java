// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pelton.dataset.source.SourcePart;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The footers used last, so that a file which is planned and then read by several readers is asked once. */
final class FooterCache {
    private static final int MAX_BYTES = 32 << 20;
    private static final int MAX_FOOTERS = 256;

    @GuardedBy("this")
    private final Map<List<String>, Footer> footers = new LinkedHashMap<>(16, 0.75f, true);

    @GuardedBy("this")
    private long bytes;

    /** The footer of a part, from here or else from {@code reader}. */
    Footer get(SourcePart part, Supplier<Footer> reader) {
        synchronized (this) {
            Footer known = footers.get(key(part));
            if (known != null) {
                return known;
            }
        }
        Footer read = reader.get();
        put(part, read);
        return read;
    }

    /** What tells a part's content from that of all others. */
    private static List<String> key(SourcePart part) {
        return List.of(part.name(), part.version());
    }

    private synchronized void put(SourcePart part, Footer footer) {
        Footer before = footers.put(key(part), footer);
        bytes += footer.bytes() - (before == null ? 0 : before.bytes());
        Iterator<Footer> oldest = footers.values().iterator();
        while (footers.size() > 1 && (bytes > MAX_BYTES || footers.size() > MAX_FOOTERS)) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }
}
