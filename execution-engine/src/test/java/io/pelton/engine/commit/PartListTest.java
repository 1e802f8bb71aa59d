// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.source.SourcePart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartListTest {
    private static SourcePart file(int n) {
        return new SourcePart(
                String.format("/data/warehouse/events/day=2024-11-26/part-%06d.parquet", n),
                "123456-17326000000" + (10_000_000 + n * 7919L % 10_000_000),
                123_456);
    }

    @Test
    void partsComeBackAsTheyWere() {
        List<SourcePart> parts = new ArrayList<>(List.of(
                new SourcePart("", "", 0),
                new SourcePart("ab", "v", Long.MAX_VALUE),
                new SourcePart("a", "v-2", -1),
                new SourcePart("a\ud800 ä 漢\u0000", "\uffff", 1)));
        for (int n = 0; n < 100; n++) {
            parts.add(file(n));
        }
        PartList list = new PartList();
        for (int n = 0; n < parts.size(); n++) {
            list.append(parts.get(n));

            assertThat(list).isEqualTo(parts.subList(0, n + 1));
        }
    }

    @Test
    void aCopyDoesNotGrowWithTheList() {
        PartList list = new PartList();
        for (int n = 0; n < 20; n++) {
            list.append(file(n));
        }

        PartList copy = PartList.copyOf(list);
        for (int n = 20; n < 40; n++) {
            list.append(file(n));
        }

        assertThat(copy).hasSize(20).isEqualTo(list.subList(0, 20));
    }

    @Test
    void aPartTakesAFewTensOfBytes() {
        PartList list = new PartList();
        for (int n = 0; n < 16_000; n++) {
            list.append(file(n));
        }

        assertThat(list.packedBytes() / list.size()).isLessThan(40);
    }
}
