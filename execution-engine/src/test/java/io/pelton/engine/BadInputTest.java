// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static io.pelton.dataset.expr.Expressions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.plan.Write;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.InMemoryFileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users do wrong, and what they are told: what, where, and the cure. */
@Timeout(60)
class BadInputTest {
    private static final String ELSEWHERE =
            " Restore the earlier pipeline and input, write to another folder, or replace"
                    + " the output with --existing overwrite (-Dpelton.existing=overwrite).";
    private static final String CONTRACT = " Mend the operator: its contract is in BatchFunction's documentation.";

    @TempDir
    Path folder;

    record Num(long id) {}

    record Text(long id, @Nullable String text) {}

    /** What a model without its weights does. */
    private static final class NoWeights implements BatchFunction {
        NoWeights(OperatorContext context) {
            throw new IllegalArgumentException("no weights for " + context.inputSchema());
        }

        @Override
        public RecordBatch apply(RecordBatch batch) {
            return batch;
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThat(failure(call, ErrorKind.USER)).hasMessage(message);
    }

    private static PeltonException failure(ThrowingCallable call, ErrorKind kind) {
        PeltonException failure = catchThrowableOfType(PeltonException.class, call);
        assertThat(failure).as("what was thrown").isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        return failure;
    }

    /** A file of ids that the engine has written. */
    private Path ids(String name, long rows) throws IOException {
        JobResult result =
                Dataset.range(rows).writeParquet(path(name + "-folder")).run();
        return Files.copy(Path.of(result.files().get(0)), folder.resolve(name));
    }

    private static Map<String, String> content(Path root) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(root.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    @Test
    void inputsThatAreNotThereAreNamed() throws IOException {
        Files.createDirectory(folder.resolve("empty"));

        refused(
                () -> Dataset.readParquet(path("no.parquet")),
                "Cannot read " + path("no.parquet") + ": expected a file or folder but found none. Check the path.");
        refused(
                () -> Dataset.readParquet(path("no-*.parquet")),
                "Cannot read " + path("no-*.parquet")
                        + ": expected files that match but found none. Check the pattern.");
        refused(
                () -> Dataset.readParquet(path("empty")),
                "Cannot read " + path("empty") + ": expected a folder with Parquet files but found none in it."
                        + " Files that begin with _ or . and empty files do not count.");
    }

    @Test
    void filesThatAreNoParquetOrDamagedAreNamed() throws IOException {
        Path whole = ids("whole.parquet", 2_000);
        byte[] bytes = Files.readAllBytes(whole);
        Path text = Files.writeString(folder.resolve("text.parquet"), "id,name\n1,bucket\n");
        Path empty = Files.write(folder.resolve("empty.parquet"), new byte[0]);
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, bytes.length / 2));
        bytes[40] ^= 4;
        Path flipped = Files.write(folder.resolve("flipped.parquet"), bytes);

        String end = ". Give Parquet files only; if this is one, it was cut off: restore it from its source.";
        String other = ": expected a Parquet file, which ends in PAR1, but found an end of other bytes" + end;
        refused(() -> Dataset.readParquet(text.toString()), "Cannot read " + text + other);
        refused(() -> Dataset.readParquet(cut.toString()), "Cannot read " + cut + other);
        refused(
                () -> Dataset.readParquet(empty.toString()),
                "Cannot read " + empty + ": expected a Parquet file, which ends in PAR1, but found a file of 0 bytes"
                        + end);
        assertThat(failure(
                        () -> Dataset.readParquet(flipped.toString())
                                .writeParquet(path("copy"))
                                .run(),
                        ErrorKind.USER))
                .hasMessageStartingWith("Cannot read " + flipped + ": expected Parquet data but found ")
                .hasMessageEndingWith(" [row group 0, column id]. The file is damaged: restore it from its source.");
        assertThat(folder.resolve("copy/_SUCCESS")).doesNotExist();
    }

    @Test
    void columnsThatAreNotThereAreRefusedWhereTheyAreNamed() {
        Dataset rows = Dataset.fromRecords(new Text(1, "a"));

        refused(
                () -> rows.select("id", "txt"),
                "Cannot select 'txt': expected one of the columns [id, text] but found 'txt'. Did you mean 'text'?");
        refused(
                () -> rows.filter(col("Text").isNotNull()),
                "Cannot use Text is not null: expected one of the columns [id, text] but found 'Text'."
                        + " Did you mean 'text'?");
        refused(
                () -> rows.drop("price"),
                "Cannot drop 'price': expected one of the columns [id, text] but found 'price'."
                        + " Check the name, case included.");
        refused(
                () -> rows.filter(row -> row.getLong("ids") > 1)
                        .writeParquet(path("out"))
                        .run(),
                "Cannot run stage 0 'read records Text x 1' on row 0 of records " + Text.class.getName()
                        + " {id=1, text=a}: Cannot run"
                        + " 'lambda in BadInputTest': Cannot read a row: expected one of the columns [id, text] but"
                        + " found 'ids'. Did you mean 'id'?");
    }

    @Test
    void aFunctionThatThrowsIsNamedWithItsRow() {
        Dataset rows = Dataset.range(10_000);

        refused(
                () -> rows.map("price", Num.class, row -> {
                            if (row.getLong("id") == 4_321) {
                                throw new IllegalStateException("no such customer");
                            }
                            return new Num(row.getLong("id"));
                        })
                        .writeParquet(path("rows"))
                        .run(),
                "Cannot run stage 0 'read range 0..10000' on row 4321 of range 0..10000 {id=4321}: Cannot run 'price':"
                        + " expected a result but found java.lang.IllegalStateException: no such customer."
                        + " Mend the function, or filter such rows out first.");
        assertThat(failure(
                        () -> applied(rows, (batch, context) -> {
                                    if (LongStream.range(0, batch.rowCount()).anyMatch(i -> "4321"
                                            .equals(String.valueOf(
                                                    batch.column("id").getObject((int) i))))) {
                                        throw new IllegalStateException("no such customer");
                                    }
                                    return batch;
                                })
                                .writeParquet(path("batches"))
                                .run(),
                        ErrorKind.USER))
                .message()
                .matches("Cannot run stage 1 'mine' on a row of the split of range 0\\.\\.10000 from row \\d+"
                        + " \\{id=4321}: expected a result but found java\\.lang\\.IllegalStateException:"
                        + " no such customer\\. Mend the function, or filter such rows out first\\.");
        assertThat(folder.resolve("rows/_SUCCESS")).doesNotExist();
        assertThat(folder.resolve("batches/_SUCCESS")).doesNotExist();
    }

    private interface Body {
        @Nullable
        RecordBatch apply(RecordBatch batch, OperatorContext context);
    }

    /** The function may break its contract. */
    @SuppressWarnings("NullAway")
    private static Dataset applied(Dataset rows, Body body) {
        BatchMap map = BatchMap.of(context -> batch -> body.apply(batch, context));
        return rows.mapBatches(map.named("mine"), Compute.tasks(1).withBatchRows(100));
    }

    @Test
    void aConstructorThatThrowsIsNamedWithItsStage() {
        refused(
                () -> Dataset.range(10)
                        .mapBatches(BatchMap.of(NoWeights::new).named("risk"), Compute.actors(1, 2))
                        .writeParquet(path("out"))
                        .run(),
                "Cannot start stage 1 'risk': expected a function but found java.lang.IllegalArgumentException:"
                        + " no weights for Schema<id: Int(64, true) not null>. Mend what opens it, such as its"
                        + " constructor, or give it what it needs.");
    }

    @Test
    void operatorsThatBreakTheirContractAreToldWithTheirWholeBatch() {
        Dataset rows = Dataset.range(100);
        String where = "Cannot run stage 1 'mine' on 100 rows of the split of range 0..100 from row 0: Cannot run"
                + " 'mine': expected ";

        refused(
                () -> applied(rows, (batch, context) -> batch.slice(0, batch.rowCount() - 1))
                        .count(),
                where + "100 rows, one for each that it was given, but found 99 rows." + CONTRACT);
        refused(() -> applied(rows, (batch, context) -> null).count(), where + "a result but found null." + CONTRACT);
        BatchMap promises = BatchMap.of(context -> batch -> batch.slice(0, batch.rowCount()))
                .adding(Columns.float64("score"))
                .named("mine");
        refused(
                () -> rows.mapBatches(promises, Compute.tasks(1).withBatchRows(100))
                        .writeParquet(path("out"))
                        .run(),
                where + "columns [id int64, score float64] as its outputSchema says but found [id int64]." + CONTRACT);
    }

    @Test
    void whatMayPassIsTriedAgainAndSaidToBe() {
        assertThat(failure(
                        () -> applied(Dataset.range(10), (batch, context) -> {
                                    throw new RetryableException("Cannot reach the service: it is busy.");
                                })
                                .writeParquet(path("out"))
                                .run(),
                        ErrorKind.TRANSIENT))
                .hasMessage("Cannot run stage 1 'mine' on 10 rows of the split of range 0..10 from row 0, 3 times:"
                        + " Cannot reach the service: it is busy.");
    }

    @Test
    void foldersThatHoldSomethingElseAreLeftAlone() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("mine")).resolve("thesis.txt"), "all of it");
        Files.writeString(folder.resolve("file"), "a file");
        Map<String, String> before = content(folder);

        for (JobOptions.Existing existing : JobOptions.Existing.values()) {
            JobOptions options = JobOptions.defaults().withExisting(existing);
            refused(
                    () -> Dataset.range(10).writeParquet(path("mine")).run(options),
                    "Cannot write to " + path("mine") + ": expected an empty folder or the output of an earlier job"
                            + " but found 'thesis.txt', which Pelton did not write. Write to another folder, or empty"
                            + " this one.");
            refused(
                    () -> Dataset.range(10).writeParquet(path("file")).run(options),
                    "Cannot write to " + path("file")
                            + ": expected a folder but found a file. Write to another folder.");
        }
        String claim = path("file/below/_pelton/log/0000000000");
        refused(
                () -> Dataset.range(10).writeParquet(path("file/below")).run(),
                "Cannot create " + claim + ": expected its parent to be a folder but found a file [" + claim
                        + "]. Move that file away or choose another path.");
        assertThat(content(folder)).isEqualTo(before);
    }

    @Test
    void anInputThatHasChangedIsRefusedAndTheOutputKept() throws IOException {
        Path in = ids("in.parquet", 100);
        Write job = Dataset.readParquet(in.toString()).writeParquet(path("out")).plan();
        new PeltonEngine().run(job, JobOptions.defaults());
        Map<String, String> before = content(folder.resolve("out"));

        Files.delete(in);
        Files.copy(ids("other.parquet", 101), in);
        PeltonException failure = failure(
                () -> Dataset.readParquet(in.toString())
                        .writeParquet(path("out"))
                        .run(),
                ErrorKind.USER);

        assertThat(failure)
                .hasMessageStartingWith("Cannot resume the job in " + path("out")
                        + ": expected the job that began it but of the input's parts 1 is changed: '" + in + "' (was ")
                .hasMessageEndingWith(ELSEWHERE);
        assertThat(content(folder.resolve("out"))).isEqualTo(before);
    }

    @Test
    void aPlanThatHasChangedIsRefusedAndTheOutputKept() throws IOException {
        Dataset rows = Dataset.range(100);
        BatchMap code = BatchMap.of(context -> batch -> batch.slice(0, batch.rowCount()))
                .named("score");
        rows.mapBatches(code.fingerprint("v1"), Compute.tasks(1))
                .writeParquet(path("out"))
                .run();
        Map<String, String> before = content(folder.resolve("out"));
        String cannot = "Cannot resume the job in " + path("out") + ": expected the job that began it but ";

        PeltonException changed = failure(
                () -> rows.mapBatches(code.fingerprint("v2"), Compute.tasks(1))
                        .writeParquet(path("out"))
                        .run(),
                ErrorKind.USER);
        PeltonException other = failure(
                () -> rows.filter(col("id").gt(3))
                        .mapBatches(code.fingerprint("v1"), Compute.tasks(1))
                        .writeParquet(path("out"))
                        .run(),
                ErrorKind.USER);

        assertThat(changed)
                .hasMessageStartingWith(cannot + "the model or code of 'score' has changed (was of fingerprint ")
                .hasMessageEndingWith(ELSEWHERE);
        assertThat(other)
                .hasMessage(
                        cannot + "the plan's line 2 was '└─ Scan range 0..100' and is '└─ Filter id > 3'." + ELSEWHERE);
        assertThat(content(folder.resolve("out"))).isEqualTo(before);
    }

    @Test
    void aFullDiskIsToldAndTheJobGoesOnOnceThereIsRoom() {
        InMemoryFileStore disk = new InMemoryFileStore();
        Write first = Dataset.range(50).writeParquet("/out/earlier").plan();
        TestEngines.on(disk).run(first, JobOptions.defaults());
        Write job = applied(Dataset.range(1_000), (batch, context) -> batch.slice(0, batch.rowCount()))
                .writeParquet("/out/ids")
                .plan();
        FaultyFileStore full = new FaultyFileStore(disk, Manners.LOCAL, (n, done, what) -> {
            if (!done && what.startsWith("close ") && what.endsWith(".parquet")) {
                throw new PeltonException(
                        ErrorKind.RESOURCE, "Cannot write " + what.substring(6) + ": no space left on device.");
            }
        });

        PeltonException failure =
                failure(() -> TestEngines.on(full).run(job, JobOptions.defaults()), ErrorKind.RESOURCE);

        assertThat(failure).hasMessageMatching("Cannot write /out/ids/\\S+\\.parquet: no space left on device\\.");
        assertThat(TestEngines.longs(TestEngines.on(disk), "/out/earlier", "id"))
                .hasSize(50);
        TestEngines.on(disk).run(job, JobOptions.defaults());
        assertThat(TestEngines.longs(TestEngines.on(disk), "/out/ids", "id"))
                .isEqualTo(LongStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void nullsEmptyHugeAndStrangeTextsComeOutAsTheyWentIn() {
        List<@Nullable String> texts =
                new ArrayList<>(Arrays.asList(null, "", "x".repeat(100_000), "👩‍👩‍👧 🚀", "\0"));
        texts.add("bytes");
        List<Text> rows = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            rows.add(new Text(i, texts.get(i)));
        }
        byte[] noUtf8 = {(byte) 0xff, (byte) 0xc3, 0x28, (byte) 0xed, (byte) 0xa0, (byte) 0x80};

        BatchMap spoil = BatchMap.of(context -> batch -> Spoiled.of(batch, context, noUtf8))
                .named("spoil");
        Dataset.fromRecords(rows)
                .mapBatches(spoil, Compute.tasks(1))
                .writeParquet(path("texts"))
                .run();

        List<Map<String, @Nullable Object>> read =
                Dataset.readParquet(path("texts")).take(10);
        assertThat(read).hasSize(6);
        for (int i = 0; i < 5; i++) {
            assertThat(read.get(i)).containsEntry("text", texts.get(i));
        }
        assertThat(read.get(5)).containsEntry("text", new String(noUtf8, StandardCharsets.UTF_8));
    }
}
