// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStore.Status;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import io.pelton.engine.io.parquet.ParquetReadable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link FileStore} does. A subclass names a store and an empty folder for each test. */
@Timeout(60)
abstract class FileStoreContract {
    abstract FileStore store();

    /** An empty folder, or one that does not exist yet, without a slash at its end. */
    abstract String folder();

    /** Whether a file cannot be a folder too. */
    boolean hasFolders() {
        return true;
    }

    private String path(String name) {
        return folder() + "/" + name;
    }

    private void write(String path, String content) throws IOException {
        try (OutputStream out = store().create(path)) {
            out.write(content.getBytes(UTF_8));
        }
    }

    private String read(String path) throws IOException {
        try (InputStream in = store().open(path)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private List<String> names(List<Status> found) {
        return found.stream()
                .map(s -> s.path().substring(folder().length() + 1))
                .toList();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        write(path("deep/er/a.txt"), "hello");

        assertThat(read(path("deep/er/a.txt"))).isEqualTo("hello");
        Status status = store().status(path("deep/er/a.txt")).orElseThrow();
        assertThat(status.path()).isEqualTo(path("deep/er/a.txt"));
        assertThat(status.sizeBytes()).isEqualTo(5);
        assertThat(status.folder()).isFalse();
        assertThat(store().status(path("deep")).orElseThrow().folder()).isTrue();
    }

    @Test
    void creatingReplaces() throws IOException {
        write(path("a.txt"), "a long first version");
        String before = store().status(path("a.txt")).orElseThrow().version();
        write(path("a.txt"), "second");

        assertThat(read(path("a.txt"))).isEqualTo("second");
        assertThat(store().status(path("a.txt")).orElseThrow().version()).isNotEqualTo(before);
    }

    @Test
    void anyPartOfAFileCanBeRead() throws IOException {
        byte[] content = new byte[700_000];
        new Random(7).nextBytes(content);
        try (OutputStream out = store().create(path("big.bin"))) {
            out.write(content, 0, 300_001);
            out.write(content, 300_001, content.length - 300_001);
        }

        try (FileStore.RandomAccess file = store().openRandom(path("big.bin"))) {
            assertThat(file.length()).isEqualTo(content.length);
            byte[] end = new byte[8];
            file.readFully(content.length - 8, end, 0, 8);
            assertThat(end).isEqualTo(Arrays.copyOfRange(content, content.length - 8, content.length));
            byte[] all = new byte[content.length + 5];
            file.readFully(0, all, 5, content.length);
            assertThat(Arrays.copyOfRange(all, 5, all.length)).isEqualTo(content);
            assertThatThrownBy(() -> file.readFully(content.length - 3, end, 0, 8))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aMissingFileIsNothingToLookAtAndAnErrorToRead() throws IOException {
        write(path("file"), "x");
        String third = hasFolders() ? path("file/below") : path("files");
        for (String missing : List.of(path("missing"), path("no/such/folder/a"), third)) {
            assertThat(store().status(missing)).isEmpty();
            assertThat(store().list(missing)).isEmpty();
            assertThat(glob(store(), missing)).isEmpty();
            store().delete(missing);
        }

        assertThatThrownBy(() -> store().openRandom(path("missing")).close()).satisfies(FileStoreContract::isUserError);
        assertThatThrownBy(() -> store().open(path("missing")).close())
                .satisfies(FileStoreContract::isUserError)
                .hasMessageStartingWith("Cannot read " + path("missing") + ": there is no such file");
        assertThatThrownBy(() -> store().rename(path("missing"), path("b"))).satisfies(FileStoreContract::isUserError);
    }

    @Test
    void aFolderIsNotAFile() throws IOException {
        write(path("folder/a"), "x");

        assertThatThrownBy(() -> store().openRandom(path("folder")).close())
                .satisfies(FileStoreContract::isUserError)
                .hasMessageContaining("expected a file but found a folder");
        assertThatThrownBy(() -> store().rename(path("folder/a"), path("folder")))
                .satisfies(FileStoreContract::isUserError);
        assertThat(read(path("folder/a"))).isEqualTo("x");
    }

    @Test
    void listingShowsOneLevelByName() throws IOException {
        for (String name : List.of("b.txt", "a.txt", "c/d.txt", "c/e/f.txt", "_x")) {
            write(path(name), name);
        }

        assertThat(names(store().list(folder()))).containsExactly("_x", "a.txt", "b.txt", "c");
        assertThat(names(store().list(path("c/")))).containsExactly("c/d.txt", "c/e");
        assertThat(store().list(folder())).extracting(Status::folder).containsExactly(false, false, false, true);
        assertThat(store().list(path("a.txt"))).isEmpty();
    }

    @Test
    void globsFindFilesByName() throws IOException {
        for (String name : List.of(
                "p-2.parquet",
                "p-1.parquet",
                "p-10.csv",
                ".hidden.parquet",
                "y=1/p.parquet",
                "y=2/z/p.parquet",
                "odd[1].txt")) {
            write(path(name), name);
        }

        assertGlob("*.parquet", "p-1.parquet", "p-2.parquet");
        assertGlob("p-?.parquet", "p-1.parquet", "p-2.parquet");
        assertGlob("p-[2-9].*", "p-2.parquet");
        assertGlob("p-[!2]*.{parquet,csv}", "p-1.parquet", "p-10.csv");
        assertGlob("{y=1,y=2/z}/*.parquet", "y=1/p.parquet", "y=2/z/p.parquet");
        assertGlob("y=*/*.parquet", "y=1/p.parquet");
        assertGlob("**/*.parquet", "p-1.parquet", "p-2.parquet", "y=1/p.parquet", "y=2/z/p.parquet");
        assertGlob("y=2/**", "y=2/z/p.parquet");
        write(path("y=1-2/p.parquet"), "before y=1/, as - comes before the slash");
        assertGlob("y=*/*.parquet", "y=1-2/p.parquet", "y=1/p.parquet");
        assertGlob("p-1.parquet", "p-1.parquet");
        assertGlob("odd[1].txt", "odd[1].txt");
        assertGlob("*.orc");
        assertGlob("none/*.parquet");
        assertThatThrownBy(() -> glob(store(), path("p-{1"))).satisfies(FileStoreContract::isUserError);
        assertThatThrownBy(() -> glob(store(), path("p-[1"))).satisfies(FileStoreContract::isUserError);
    }

    /** What a glob visits, in that order. */
    static List<Status> glob(FileStore store, String pattern) throws IOException {
        List<Status> found = new ArrayList<>();
        store.glob(pattern, found::add);
        return found;
    }

    private void assertGlob(String pattern, String... expected) throws IOException {
        assertThat(names(glob(store(), path(pattern)))).as(pattern).containsExactly(expected);
    }

    /** Also names whose order differs between bytes of UTF-8 and chars, and folders that sort among the files. */
    @Test
    void whatIsVisitedComesInTheOrderOfTheListingAndNoFurtherThanIsWanted() throws IOException {
        List<String> names = List.of(
                "a-2", "a-1", "a/x", "a.c", "b-d/x", "b-d.c", "\ud83d\ude00", "\ufffd", "\u00e9", "e", "f", "_h");
        for (String name : names) {
            write(path(name), name);
        }
        List<Status> listed = store().list(folder());
        List<Status> visited = new ArrayList<>();
        List<Status> files = new ArrayList<>();
        List<Status> some = new ArrayList<>();

        store().list(folder(), visited::add);
        store().files(folder(), files::add);
        store().files(folder(), file -> {
            some.add(file);
            return some.size() < 4;
        });

        assertThat(names(visited)).isEqualTo(names(listed)).hasSize(12);
        assertThat(files)
                .isEqualTo(listed.stream().filter(one -> !one.folder()).toList())
                .hasSize(10);
        assertThat(some).isEqualTo(files.subList(0, 4));
    }

    @Test
    void renamingReplacesAndMakesFolders() throws IOException {
        write(path("staged/a"), "new");
        write(path("a"), "old");

        store().rename(path("staged/a"), path("a"));
        assertThat(read(path("a"))).isEqualTo("new");
        assertThat(store().status(path("staged/a"))).isEmpty();

        store().rename(path("a"), path("deep/er/b"));
        assertThat(read(path("deep/er/b"))).isEqualTo("new");
    }

    @Test
    void deletingTakesAWholeFolder() throws IOException {
        write(path("f/a"), "x");
        write(path("f/g/b"), "x");
        write(path("other"), "x");

        store().delete(path("f"));
        store().delete(path("f"));

        assertThat(names(store().list(folder()))).containsExactly("other");
    }

    @Test
    void whatExistsIsNotCreatedExclusively() throws IOException {
        assertThat(store().createExclusive(path("log/1"), "first".getBytes(UTF_8)))
                .isTrue();
        assertThat(store().createExclusive(path("log/1"), "second".getBytes(UTF_8)))
                .isFalse();
        assertThat(store().createExclusive(path("log/2"), new byte[0])).isTrue();

        assertThat(read(path("log/1"))).isEqualTo("first");
        assertThat(names(store().list(path("log")))).containsExactly("log/1", "log/2");
    }

    @Test
    void ofManyExclusiveCreatorsOneWinsAndItsContentIsWhole() throws Exception {
        int creators = 16;
        ExecutorService threads = Executors.newFixedThreadPool(creators + 1);
        try {
            for (int round = 0; round < 5; round++) {
                String target = path("race/" + round);
                CyclicBarrier start = new CyclicBarrier(creators + 1);
                List<Future<Boolean>> wins = new ArrayList<>();
                for (int i = 0; i < creators; i++) {
                    byte[] content = content(i);
                    wins.add(threads.submit(() -> {
                        start.await(30, TimeUnit.SECONDS);
                        return store().createExclusive(target, content);
                    }));
                }
                Future<byte[]> firstSeen = threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    while (store().status(target).isEmpty()) {
                        Thread.onSpinWait();
                    }
                    return readBytes(target);
                });

                List<Integer> winners = new ArrayList<>();
                for (int i = 0; i < creators; i++) {
                    if (wins.get(i).get(30, TimeUnit.SECONDS)) {
                        winners.add(i);
                    }
                }
                assertThat(winners).hasSize(1);
                assertThat(readBytes(target)).isEqualTo(content(winners.get(0)));
                assertThat(firstSeen.get(30, TimeUnit.SECONDS)).isEqualTo(content(winners.get(0)));
            }
            assertThat(names(store().list(path("race"))))
                    .containsExactly("race/0", "race/1", "race/2", "race/3", "race/4");
        } finally {
            threads.shutdownNow();
        }
    }

    private static byte[] content(int creator) {
        byte[] content = new byte[10_000 + creator];
        Arrays.fill(content, (byte) creator);
        return content;
    }

    private byte[] readBytes(String path) throws IOException {
        try (InputStream in = store().open(path)) {
            return in.readAllBytes();
        }
    }

    @Test
    void anAbandonedStreamReplacesNothingLater() throws IOException {
        OutputStream out = store().create(path("half"));
        out.write(new byte[100_000]);
        ((Abandonable) out).abandon();
        store().delete(path("half"));
        out.close();

        assertThat(store().status(path("half"))).isEmpty();
    }

    @Test
    void aParquetFileGoesThereAndBack() throws Exception {
        String file = path("rows/a.parquet");
        try (BufferAllocator allocator = new RootAllocator()) {
            Schema schema = writeParquet(allocator, file, 100_000);
            ParquetReadable readable = new ParquetReadable(store(), new ParquetSource(List.of(path("rows/*.parquet"))));
            SourcePart part = readable.parts().get(0);
            ReadRequest request =
                    new ReadRequest(70_000, 100_000, List.of("id"), Optional.empty(), 1_000, 1 << 20, allocator);

            assertThat(schema.getFields()).hasSameSizeAs(readable.schema().getFields());
            long expected = 70_000;
            try (BatchReader reader = readable.open(part, request)) {
                for (RecordBatch next = reader.next(); next != null; next = reader.next()) {
                    try (RecordBatch batch = next) {
                        for (int row = 0; row < batch.rowCount(); row++) {
                            assertThat(((BigIntVector) batch.column(0)).get(row))
                                    .isEqualTo(expected++);
                        }
                    }
                }
            }
            assertThat(expected).isEqualTo(100_000);
        }
    }

    private Schema writeParquet(BufferAllocator allocator, String file, int rows) throws IOException {
        BigIntVector ids = new BigIntVector("id", allocator);
        ids.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            ids.set(row, row);
        }
        ids.setValueCount(rows);
        try (RecordBatch batch = RecordBatch.of(List.of(ids), rows);
                ParquetFileWriter writer =
                        ParquetFileWriter.create(store(), file, batch.schema(), ParquetSink.Compression.ZSTD)) {
            writer.write(batch);
            assertThat(writer.finish().bytes())
                    .isEqualTo(store().status(file).orElseThrow().sizeBytes());
            return batch.schema();
        }
    }

    @Test
    void aParquetFileThatIsGivenUpIsNotThere() throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                BigIntVector ids = new BigIntVector("id", allocator)) {
            Schema schema = new Schema(List.of(ids.getField()));
            ParquetFileWriter.create(store(), path("a.parquet"), schema, ParquetSink.Compression.NONE)
                    .close();
        }
        assertThat(store().list(folder())).isEmpty();
    }

    @Test
    void aFileInPlaceOfAFolderIsAUserError() throws IOException {
        assumeTrue(hasFolders());
        write(path("file"), "x");

        assertThatThrownBy(() -> write(path("file/below"), "y")).satisfies(FileStoreContract::isUserError);
        assertThat(read(path("file"))).isEqualTo("x");
    }

    static void isUserError(Throwable t) {
        assertThat(t)
                .asInstanceOf(InstanceOfAssertFactories.type(PeltonException.class))
                .extracting(PeltonException::kind)
                .isEqualTo(ErrorKind.USER);
    }
}
