// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.ForwardingFileStore;
import io.pelton.engine.io.InMemoryFileStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferPoolTest {
    private static final int ROWS = 50_000;

    private final BufferAllocator allocator = new RootAllocator();
    private final InMemoryFileStore store = new InMemoryFileStore();
    private final BufferPool pool = new BufferPool();

    @AfterEach
    void everythingIsReleased() {
        allocator.close();
    }

    private RecordBatch rows(int first) {
        BigIntVector ids = new BigIntVector("id", allocator);
        Float4Vector scores = new Float4Vector("score", allocator);
        VarCharVector texts = new VarCharVector("text", allocator);
        for (int i = 0; i < ROWS; i++) {
            ids.setSafe(i, first + i);
            scores.setSafe(i, first / 2f + i);
            // All of one length, so that pages of one file are as long as those of another.
            texts.setSafe(i, ("row " + (1_000_000_000_000L + (first + i) * 7919L)).getBytes(StandardCharsets.UTF_8));
        }
        ids.setValueCount(ROWS);
        scores.setValueCount(ROWS);
        texts.setValueCount(ROWS);
        return RecordBatch.of(List.of(ids, scores, texts), ROWS);
    }

    private void write(String path, int first, Compression compression, BufferPool buffers) throws IOException {
        try (RecordBatch batch = rows(first);
                ParquetFileWriter writer = ParquetFileWriter.create(
                        store, path, batch.schema(), compression, buffers, new DictionaryMemory())) {
            writer.write(batch);
            writer.finish();
        }
    }

    private ParquetReadable source(FileStore files) throws IOException {
        write("/in/0.parquet", 0, Compression.ZSTD, new BufferPool());
        write("/in/1.parquet", ROWS, Compression.ZSTD, new BufferPool());
        return new ParquetReadable(files, new ParquetSource(List.of("/in")), pool);
    }

    private BatchReader open(ParquetReadable source, int part) {
        ReadRequest request =
                new ReadRequest(0, ROWS, List.of("id", "score", "text"), Optional.empty(), 1000, 1 << 20, allocator);
        return source.open(source.parts().get(part), request);
    }

    private static long sumOfIds(BatchReader reader) throws IOException {
        long sum = 0;
        for (long next = idsOfNext(reader); next >= 0; next = idsOfNext(reader)) {
            sum += next;
        }
        return sum;
    }

    /** The sum of the next batch's ids; -1 if there is none. */
    private static long idsOfNext(BatchReader reader) throws IOException {
        try (RecordBatch batch = reader.next()) {
            if (batch == null) {
                return -1;
            }
            BigIntVector ids = (BigIntVector) batch.column(0);
            long sum = 0;
            for (int i = 0; i < batch.rowCount(); i++) {
                sum += ids.get(i);
            }
            return sum;
        }
    }

    private static long sum(long first) {
        return (2 * first + ROWS - 1) * ROWS / 2;
    }

    @Test
    void roomGivesItsArrayBackOnceAndForgetsIt() {
        BufferPool pool = new BufferPool();
        Room room = new Room(pool);
        byte[] array = room.atLeast(4096);

        room.close();
        room.close();

        assertThat(room.bytes()).isEmpty();
        assertThat(pool.idleBytes()).isEqualTo(array.length);
        assertThat(pool.take(4096)).isSameAs(array);
        assertThat(pool.take(4096)).isNotSameAs(array);
    }

    @Test
    void theSecondFileIsReadInTheArraysOfTheFirst() throws IOException {
        ParquetReadable source = source(store);
        try (BatchReader first = open(source, 0)) {
            assertThat(sumOfIds(first)).isEqualTo(sum(0));
        }
        long afterOne = pool.idleBytes();

        try (BatchReader second = open(source, 1)) {
            assertThat(sumOfIds(second)).isEqualTo(sum(ROWS));
            assertThat(pool.idleBytes()).as("while it reads").isLessThan(afterOne / 2);
        }

        assertThat(afterOne).isGreaterThan(300_000);
        assertThat(pool.idleBytes()).as("what was made anew would be here too").isLessThan(afterOne + afterOne / 8);
    }

    @ParameterizedTest
    @EnumSource
    void theSecondFileIsWrittenInTheArraysOfTheFirst(Compression compression) throws IOException {
        write("/out/0.parquet", 0, compression, pool);
        long afterOne = pool.idleBytes();

        write("/out/1.parquet", 0, compression, pool);

        assertThat(afterOne).isGreaterThan(300_000);
        assertThat(pool.idleBytes()).as("what was made anew would be here too").isEqualTo(afterOne);
        assertThat(content("/out/1.parquet")).isEqualTo(content("/out/0.parquet"));
    }

    private byte[] content(String path) throws IOException {
        try (InputStream in = store.open(path)) {
            return in.readAllBytes();
        }
    }

    @Test
    void readersSideBySideShareNoArray() throws IOException {
        ParquetReadable source = source(store);
        try (BatchReader first = open(source, 0);
                BatchReader second = open(source, 1)) {
            long firstSum = 0;
            long secondSum = 0;
            for (int i = 0; i < ROWS / 1000; i++) {
                firstSum += idsOfNext(first);
                secondSum += idsOfNext(second);
            }
            assertThat(firstSum).isEqualTo(sum(0));
            assertThat(secondSum).isEqualTo(sum(ROWS));
        }
        assertThat(distinctArrays()).isTrue();
    }

    @Test
    void aReaderThatFailsHalfwayGivesItsArraysBackOnce() throws IOException {
        CountingStore counting = new CountingStore(store);
        ParquetReadable source = source(counting);
        BatchReader reader = open(source, 0);
        assertThat(idsOfNext(reader)).isEqualTo(999 * 1000 / 2);
        counting.failAtRead(0);

        assertThatThrownBy(() -> sumOfIds(reader)).isInstanceOf(RetryableException.class);
        reader.close();
        long idle = pool.idleBytes();
        reader.close();

        assertThat(idle).isPositive();
        assertThat(pool.idleBytes()).isEqualTo(idle);
        assertThat(distinctArrays()).isTrue();
    }

    @Test
    void aReaderClosedInTheMiddleOfAReadKeepsItsArraysFromOthers() throws IOException {
        List<BatchReader> open = new ArrayList<>();
        ForwardingFileStore closing = new ForwardingFileStore(store) {
            @Override
            public RandomAccess openRandom(String path) throws IOException {
                RandomAccess file = super.openRandom(path);
                return new RandomAccess() {
                    @Override
                    public long length() {
                        return file.length();
                    }

                    @Override
                    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                        file.readFully(position, target, offset, length);
                        for (BatchReader reader : open) {
                            reader.close();
                        }
                    }

                    @Override
                    public void close() throws IOException {
                        file.close();
                    }
                };
            }
        };
        ParquetReadable source = source(closing);
        BatchReader reader = open(source, 0);
        open.add(reader);

        assertThatThrownBy(() -> sumOfIds(reader)).isInstanceOf(RuntimeException.class);

        assertThat(pool.idleBytes()).isZero();
    }

    private boolean distinctArrays() {
        List<byte[]> taken = new ArrayList<>();
        for (int size = 1 << 10; size <= 1 << 20; size += size / 16) {
            long before = pool.idleBytes();
            byte[] array = pool.take(size);
            while (pool.idleBytes() < before) {
                taken.add(array);
                before = pool.idleBytes();
                array = pool.take(size);
            }
        }
        assertThat(pool.idleBytes()).isZero();
        return taken.stream().map(System::identityHashCode).distinct().count() == taken.size();
    }

    @Test
    void onlySoMuchIsKept() {
        for (int i = 0; i < 1000; i++) {
            pool.give(new byte[1 << 20]);
        }
        pool.give(new byte[BufferPool.LARGEST * 2]);

        assertThat(pool.idleBytes()).isEqualTo(BufferPool.MAX_IDLE_BYTES);
    }

    @Test
    void anArrayIsAtMostAQuarterLongerThanItMustBe() {
        for (int size = 0; size < 1 << 20; size = size * 9 / 8 + 1) {
            byte[] array = pool.take(size);
            assertThat(array.length).isBetween(size, size + size / 4);
            pool.give(array);
            assertThat(pool.take(size).length).isEqualTo(array.length);
        }
        assertThat(pool.take(BufferPool.LARGEST + 1)).hasSize(BufferPool.LARGEST + 1);
    }

    @Test
    void whatParquetReleasesTwiceIsLentOnce() {
        PooledAllocator lender = new PooledAllocator(pool);
        ByteBuffer buffer = lender.allocate(5000);
        assertThat(buffer.remaining()).isEqualTo(5000);
        assertThat(buffer.capacity()).isEqualTo(5000);

        lender.release(buffer);
        lender.release(buffer);

        assertThat(lender.allocate(5000).array())
                .isNotSameAs(lender.allocate(5000).array());
    }

    @Test
    @Timeout(30)
    void noTwoThreadsHoldTheSameArray() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            byte mark = (byte) (thread + 1);
            results.add(threads.submit(() -> holdsItsArrays(mark)));
        }
        for (Future<Boolean> result : results) {
            assertThat(result.get(20, TimeUnit.SECONDS)).isTrue();
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    private boolean holdsItsArrays(byte mark) {
        for (int i = 0; i < 5_000; i++) {
            byte[] array = pool.take(2000);
            Arrays.fill(array, mark);
            Thread.yield();
            for (byte b : array) {
                if (b != mark) {
                    return false;
                }
            }
            pool.give(array);
        }
        return true;
    }

    @Test
    void thePoolOfTheProcessIsTheSameForAllWhoHaveIt() {
        BufferPool mine = BufferPool.shared();

        assertThat(BufferPool.shared()).isSameAs(mine);
        assertThat(mine).isNotNull();
    }
}
