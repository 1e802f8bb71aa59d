// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.io.parquet.BufferPool;
import io.pelton.engine.io.parquet.DictionaryMemory;
import io.pelton.engine.schedule.Piece;
import io.pelton.engine.schedule.SplitRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SplitFilesTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final InMemoryFileStore store = new InMemoryFileStore();
    private RecordBatch batch = rows();
    private SplitFiles files = files(store);

    private RecordBatch rows() {
        BigIntVector ids = new BigIntVector("id", allocator);
        for (int i = 0; i < 10; i++) {
            ids.setSafe(i, i);
        }
        ids.setValueCount(10);
        return RecordBatch.of(List.of(ids), 10);
    }

    private SplitFiles files(FileStore store) {
        ParquetSink sink = ParquetSink.to("/out");
        return new SplitFiles(
                store,
                "/out",
                "staging",
                sink,
                batch.schema(),
                new BufferPool(),
                new DictionaryMemory(),
                "a",
                new SplitRef(1, 0, 0, 1));
    }

    @BeforeEach
    void begin() {
        batch.close();
        batch = rows();
        files = files(store);
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
        assertThat(files.giveUp()).as("nobody writes").isTrue();
        files.remove();

        files.write(List.of(piece(5, 5)));

        assertThat(files.finish()).isEmpty();
        assertThat(store.list("/out/staging")).isEmpty();
    }

    @Test
    @Timeout(30)
    void givingUpDoesNotWaitForAWriteThatHangsWhichCleansUpWhenItComesBack() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        files = files(new FaultyFileStore(store, Manners.LOCAL, (n, done, what) -> {
            if (done && what.startsWith("create ")) {
                reached.countDown();
                awaitQuietly(released);
            }
        }));
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                files.write(List.of(piece(0, 10)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reached.await();

        assertThat(files.giveUp()).as("nobody writes").isFalse();

        assertThat(store.list("/out/staging")).as("what the writer still has").hasSize(1);
        assertThat(writing).isNotDone();
        released.countDown();
        writing.get();
        assertThat(store.list("/out/staging")).isEmpty();
        assertThat(files.finish()).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTaskThatWasHalfWrittenIsNotWrittenAgain() throws Exception {
        List<Piece<RecordBatch>> task = List.of(piece(0, 5), piece(5, 50));
        assertThatThrownBy(() -> files.write(task)).isInstanceOf(IndexOutOfBoundsException.class);

        assertThatThrownBy(() -> files.write(List.of(piece(0, 5), piece(5, 5))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an earlier write did not end");
        assertThat(files.giveUp()).isTrue();
        files.remove();
    }

    @Test
    void rowsOfAllPiecesAreInTheFiles() throws Exception {
        files.write(List.of(piece(0, 3), piece(7, 3)));

        assertThat(files.finish()).extracting(OutputFile::rows).containsExactly(6L);
    }
}
