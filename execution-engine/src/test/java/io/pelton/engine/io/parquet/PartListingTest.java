// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.engine.io.InMemoryFileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartListingTest {
    private final InMemoryFileStore store = new InMemoryFileStore();

    private void put(String... paths) throws IOException {
        for (String path : paths) {
            try (OutputStream out = store.create(path)) {
                out.write(1);
            }
        }
    }

    private PartListing listing(List<String> found, String... paths) {
        return new PartListing(store, List.of(paths), part -> found.add(part.name()));
    }

    private List<String> listed(String... paths) {
        List<String> found = new ArrayList<>();
        listing(found, paths).run();
        return found;
    }

    @Test
    void aFileThatSeveralPathsLeadToCountsOnce() throws Exception {
        put("/in/a/1.parquet", "/in/a/2.parquet", "/in/ab/3.parquet");

        assertThat(listed("/in/a/2.parquet", "/in/a")).containsExactly("/in/a/2.parquet", "/in/a/1.parquet");
        assertThat(listed("/in/a/*.parquet", "/in/a/1*")).containsExactly("/in/a/1.parquet", "/in/a/2.parquet");
        assertThat(listed("/in/a*/2.parquet", "/in/a")).containsExactly("/in/a/2.parquet", "/in/a/1.parquet");
        assertThat(listed("/in/ab", "/in/a", "/in"))
                .containsExactly("/in/ab/3.parquet", "/in/a/1.parquet", "/in/a/2.parquet");
        assertThat(listed("/in/a/1.parquet", "/in/a/1.parquet")).containsExactly("/in/a/1.parquet");
    }

    @Test
    void filesOfFoldersApartNeedNotBeRemembered() throws Exception {
        put("/in/a/1.parquet", "/in/ab/3.parquet", "/in/c/1.parquet");
        List<String> found = new ArrayList<>();
        PartListing listing = listing(found, "/in/a", "/in/ab/*.parquet", "/in/c/1.parquet");

        listing.run();

        assertThat(found).containsExactly("/in/a/1.parquet", "/in/ab/3.parquet", "/in/c/1.parquet");
        assertThat(listing.remembered()).isZero();
    }
}
