// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.io.parquet.BufferPool;
import io.pelton.engine.schedule.Piece;
import io.pelton.engine.schedule.SplitRef;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitFilesTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final InMemoryFileStore store = new InMemoryFileStore();
    private RecordBatch batch = rows();
    private SplitFiles files = files();

    private RecordBatch rows() {
        BigIntVector ids = new BigIntVector("id", allocator);
        for (int i = 0; i < 10; i++) {
            ids.setSafe(i, i);
        }
        ids.setValueCount(10);
        return RecordBatch.of(List.of(ids), 10);
    }

    private SplitFiles files() {
        ParquetSink sink = ParquetSink.to("/out");
        return new SplitFiles(
                store, "/out", "staging", sink, batch.schema(), new BufferPool(), "a", new SplitRef(1, 0, 0, 1));
    }

    @BeforeEach
    void begin() {
        batch.close();
        batch = rows();
        files = files();
    }

    @AfterEach
    void everythingIsFreed() {
        batch.close();
        allocator.close();
    }

    private Piece<RecordBatch> piece(int from, int rows) {
        return new Piece<>(batch, from, rows);
    }

    @Test
    void whatIsWrittenAfterItWasGivenUpLeavesNothingBehind() throws Exception {
        files.write(List.of(piece(0, 5)));
        files.abandon();

        files.write(List.of(piece(5, 5)));

        assertThat(files.finish()).isEmpty();
        assertThat(store.list("/out/staging")).isEmpty();
    }

    @Test
    void aTaskThatWasHalfWrittenIsNotWrittenAgain() throws Exception {
        List<Piece<RecordBatch>> task = List.of(piece(0, 5), piece(5, 50));
        assertThatThrownBy(() -> files.write(task)).isInstanceOf(IndexOutOfBoundsException.class);

        assertThatThrownBy(() -> files.write(List.of(piece(0, 5), piece(5, 5))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an earlier write did not end");
        files.abandon();
    }

    @Test
    void rowsOfAllPiecesAreInTheFiles() throws Exception {
        files.write(List.of(piece(0, 3), piece(7, 3)));

        assertThat(files.finish()).extracting(OutputFile::rows).containsExactly(6L);
    }
}
