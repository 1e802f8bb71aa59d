// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.dataset.source.internal.RangeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.Schema;

/** Numbers from 0 on in parts of ten rows, whose listing the test holds up, lets fail, or watches. */
final class ListedSource implements ReadableSource {
    static final int ROWS = 10;

    /** What happens before a part is told. */
    interface Pace {
        void before(int part) throws IOException, InterruptedException;
    }

    private static final RangeSource NUMBERS = new RangeSource(0, Long.MAX_VALUE);

    private final int parts;
    private final Pace pace;
    /** Names of parts that were read. */
    final Set<String> opened = new ConcurrentSkipListSet<>();

    final AtomicInteger listings = new AtomicInteger();
    final CountDownLatch listingEnded = new CountDownLatch(1);

    ListedSource(int parts, Pace pace) {
        this.parts = parts;
        this.pace = pace;
    }

    @Override
    public String describe() {
        return "numbers in parts";
    }

    @Override
    public Schema schema() {
        return NUMBERS.schema();
    }

    private static SourcePart part(long n) {
        String rows = n * ROWS + ".." + (n + 1) * ROWS;
        return new SourcePart("range " + rows, rows, 1);
    }

    @Override
    public List<SourcePart> parts() throws IOException {
        List<SourcePart> all = new ArrayList<>();
        parts(all::add);
        return all;
    }

    @Override
    public void parts(Predicate<SourcePart> found) throws IOException {
        listings.incrementAndGet();
        try {
            for (int n = 0; n < parts; n++) {
                pace.before(n);
                if (!found.test(part(n))) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw PeltonException.user("Cannot list: interrupted.", e);
        } finally {
            listingEnded.countDown();
        }
    }

    @Override
    public PartLayout layout(SourcePart part) {
        return NUMBERS.layout(part);
    }

    @Override
    public BatchReader open(SourcePart part, ReadRequest request) {
        opened.add(part.name());
        return NUMBERS.open(part, request);
    }
}
