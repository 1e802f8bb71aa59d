// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileListTest {
    private static OutputFile file(int n) {
        return new OutputFile(
                "_pelton/gen-0/staged/e1-s" + n + "-0.parquet",
                String.format("part-%06d-%012d-000.parquet", n / 100, n % 100 * 1024L),
                1024,
                9_000 + n % 7);
    }

    @Test
    void filesComeBackByNameInWhateverOrderTheyWereWritten() {
        List<OutputFile> files = new ArrayList<>();
        for (int n = 0; n < 1_000; n++) {
            files.add(file(n));
        }
        FileList inOrder = new FileList();
        files.forEach(inOrder::append);
        List<OutputFile> mixed = new ArrayList<>(files);
        Collections.shuffle(mixed, new Random(1));
        FileList shuffled = new FileList();
        mixed.forEach(shuffled::append);

        assertThat(inOrder.byName()).isEqualTo(files);
        assertThat(shuffled.byName()).isEqualTo(files);
        assertThat(inOrder.packedBytes() / files.size()).isLessThan(40);
    }
}
