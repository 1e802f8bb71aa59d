// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.InMemoryFileStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CommitLogTest {
    private final InMemoryFileStore store = new InMemoryFileStore();
    private final SimulatedJob job = new SimulatedJob("a", List.of(5, 0, 7), 3, 2);
    private int ids;

    private CommitLog open(JobIdentity identity, Existing existing) throws IOException {
        return CommitLog.open(
                store, "/out", identity, existing, () -> "t" + ids++, () -> true, new Retry(3, furtherTry -> {}));
    }

    private CommitLog open() throws IOException {
        return open(job.identity(), Existing.RESUME);
    }

    private void put(String path, String content) throws IOException {
        try (OutputStream out = store.create(path)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String path : store.paths()) {
            try (InputStream in = store.open(path)) {
                contents.put(path, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private CommittedSplit split(CommitLog log, String attempt, RowRange... ranges) throws IOException {
        String name = String.format("part-%05d-%012d", ranges[0].part(), ranges[0].fromRow());
        OutputFile file = new OutputFile(log.stagingFolder() + "/" + name + "." + attempt, name, 1, 3);
        put("/out/" + file.staged(), "abc");
        return new CommittedSplit(List.of(ranges), attempt, List.of(file), 1, 1, List.of());
    }

    private static RowRange rows(int part, long from, long to) {
        return new RowRange(part, from, to, false);
    }

    private static void assertRefused(ErrorKind kind, ThrowingCallable call, String... words) {
        assertThatExceptionOfType(PeltonException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    private void assertRefusedUntouched(ThrowingCallable call, String... words) throws IOException {
        Map<String, String> before = contents();
        assertRefused(ErrorKind.USER, call, words);
        assertThat(contents()).as("what lies in the store").isEqualTo(before);
    }

    @Test
    void aFinishedJobHasNothingLeftToDo() throws Exception {
        SimulatedJob.Run first = job.run(store, "/out", Existing.RESUME);
        Map<String, String> before = contents();
        SimulatedJob.Run second = job.run(store, "/out", Existing.RESUME);

        assertThat(second.computed()).isEmpty();
        assertThat(second.files()).isEqualTo(first.files());
        assertThat(contents()).isEqualTo(before);
        assertThat(first.files()).extracting(OutputFile::name).isSorted().contains("part-00002-000000000006.txt");
    }

    @Test
    void committedSplitsComeBackInTheOrderOfTheirRows() throws Exception {
        CommitLog log = open();
        CommittedSplit late = split(log, "x", rows(2, 0, 3), rows(2, 3, 7));
        CommittedSplit early = split(log, "y", rows(0, 3, 5), new RowRange(1, 0, 0, true));
        CommittedSplit first = new CommittedSplit(
                List.of(rows(0, 0, 3)), "z\t\\\n\u00e9\ud83d\ude00", List.of(), 3, 0, List.of(7L, 0L));
        log.commit(List.of(late, early));
        log.commit(List.of(first));

        CommitLog again = open();

        assertThat(again.committed()).containsExactly(first, early, late);
        assertThat(again.published()).isFalse();
        assertThat(again.epoch()).isEqualTo(log.epoch() + 1);
        assertThat(again.jobId()).isEqualTo(job.identity().id()).hasSize(64);
    }

    @Test
    void theFirstCommittedAttemptWins() throws Exception {
        CommitLog log = open();
        CommittedSplit first = split(log, "first", rows(0, 0, 3));
        log.commit(List.of(first));
        log.commit(List.of(split(log, "second", rows(0, 0, 3))));
        log.commit(List.of(split(log, "third", rows(0, 0, 3)), split(log, "other", rows(0, 3, 5))));

        assertThat(open().committed()).extracting(CommittedSplit::attempt).containsExactly("first", "other");
    }

    @Test
    void twoSplitsWithOneRowAreADefect() throws Exception {
        CommitLog log = open();
        log.commit(List.of(split(log, "first", rows(2, 2, 4))));

        for (RowRange range : List.of(rows(2, 0, 3), rows(2, 3, 5), rows(2, 2, 5), rows(2, 1, 6), rows(2, 2, 3))) {
            CommittedSplit other = split(log, "other", range);
            assertRefused(ErrorKind.INTERNAL, () -> log.commit(List.of(other)), "other", "first");
        }
        CommittedSplit one = split(log, "one", rows(0, 0, 2));
        CommittedSplit two = split(log, "two", rows(0, 1, 3));
        assertRefused(ErrorKind.INTERNAL, () -> log.commit(List.of(one, two)), "one", "two");
        assertThat(open().committed()).as("refused commits leave nothing").hasSize(1);
    }

    @Test
    void aFileOutsideTheStagingFolderIsADefect() throws Exception {
        CommitLog log = open();
        for (OutputFile file : List.of(
                new OutputFile("part-0", "part-0", 1, 3),
                new OutputFile(log.stagingFolder() + "/x", "_hidden", 1, 3),
                new OutputFile(log.stagingFolder() + "/x", "a/b", 1, 3))) {
            CommittedSplit split = new CommittedSplit(List.of(rows(0, 0, 1)), "x", List.of(file), 1, 1, List.of());
            assertRefused(ErrorKind.INTERNAL, () -> log.commit(List.of(split)), file.name());
        }
    }

    @Test
    void anOutputIsNotPublishedBeforeEveryRowIsCommitted() throws Exception {
        CommitLog log = open();
        log.commit(List.of(split(log, "x", rows(0, 0, 3)), split(log, "y", new RowRange(2, 0, 7, true))));

        assertRefused(ErrorKind.INTERNAL, log::publish, "part 0, row 3");
        assertThat(Outputs.lines(store, "/out")).isEmpty();
    }

    @Test
    void filesOfOneNameAreNotPublished() throws Exception {
        CommitLog log = open();
        for (int part = 0; part < 3; part++) {
            CommittedSplit split = split(log, "a" + part, new RowRange(part, 0, part == 1 ? 0 : 5 + part, true));
            OutputFile file = split.files().get(0);
            OutputFile same = new OutputFile(file.staged(), "same", file.rows(), file.bytes());
            log.commit(List.of(new CommittedSplit(split.ranges(), split.attempt(), List.of(same), 1, 1, List.of())));
        }

        assertRefused(ErrorKind.INTERNAL, log::publish, "'same' twice");
        assertThat(contents()).doesNotContainKey("/out/same");
    }

    @Test
    void aLimitMayLeaveRowsUnread() throws Exception {
        CommitLog log = open();
        log.commit(List.of(new CommittedSplit(List.of(rows(0, 0, 3)), "x", List.of(), 3, 3, List.of(3L))));

        assertThat(log.publish()).isEmpty();
        assertThat(log.published()).isTrue();
    }

    @Test
    void aFolderThatHoldsSomethingElseIsRefused() throws Exception {
        put("/out/theirs.csv", "1");
        put("/out/theirs.txt", "2");

        for (Existing existing : Existing.values()) {
            assertRefusedUntouched(
                    () -> open(job.identity(), existing), "Cannot write to /out", "'theirs.csv' and 1 more", "another");
        }
    }

    @Test
    void aFileInTheOutputsPlaceIsRefused() throws Exception {
        put("/out", "1");

        assertRefusedUntouched(this::open, "Cannot write to /out", "found a file");
    }

    @Test
    void aFolderWithOnlyHiddenFilesIsTaken() throws Exception {
        put("/out/.DS_Store", "1");

        assertThat(open().committed()).isEmpty();
    }

    /** A run that has something to lose. */
    private void beginAndCommit() throws IOException {
        CommitLog log = open();
        log.commit(List.of(split(log, "begun", rows(0, 0, 3))));
    }

    @Test
    void anotherJobMayBeginWhereNothingWasCommitted() throws Exception {
        open();
        JobIdentity mended =
                new JobIdentity("write\n  scan b", "other", job.identity().parts());

        assertThat(open(mended, Existing.RESUME).jobId()).isEqualTo(mended.id());
    }

    @Test
    void aChangedPlanIsRefusedWithTheLineThatDiffers() throws Exception {
        beginAndCommit();
        JobIdentity before = job.identity();

        JobIdentity plan = new JobIdentity("write\n  scan b", "other", before.parts());
        assertRefusedUntouched(
                () -> open(plan, Existing.RESUME),
                "Cannot resume the job in /out",
                "line 2 was 'scan a' and is 'scan b'",
                "--existing overwrite (-Dpelton.existing=overwrite)");
        JobIdentity model = new JobIdentity(before.planText(), "sha-2", before.parts());
        assertRefusedUntouched(
                () -> open(model, Existing.RESUME), "a model or function", "was fingerprint-of-a and is sha-2");
    }

    @Test
    void aChangedInputIsRefusedWithThePartsThatDiffer() throws Exception {
        beginAndCommit();
        List<SourcePart> parts = new ArrayList<>(job.identity().parts());
        parts.set(0, new SourcePart("part-0", "rows-6", 60));
        parts.set(1, new SourcePart("part-new", "rows-0", 0));
        JobIdentity changed =
                new JobIdentity(job.identity().planText(), job.identity().planFingerprint(), parts);

        assertRefusedUntouched(
                () -> open(changed, Existing.RESUME),
                "1 is changed: 'part-0' (was 50 bytes and is 60 bytes)",
                "1 is new: 'part-new'",
                "1 is gone: 'part-1'",
                "Restore the earlier pipeline and input, write to another folder");
    }

    @Test
    void anInputInAnotherOrderIsRefused() throws Exception {
        beginAndCommit();
        List<SourcePart> parts = job.identity().parts();
        JobIdentity turned = new JobIdentity(
                job.identity().planText(),
                job.identity().planFingerprint(),
                List.of(parts.get(2), parts.get(1), parts.get(0)));

        assertRefusedUntouched(() -> open(turned, Existing.RESUME), "another order");
    }

    @Test
    void aRunThatWasTakenOverIsToldSo() throws Exception {
        CommitLog first = open();
        first.commit(List.of(split(first, "x", rows(0, 0, 3))));
        CommitLog second = open();
        CommittedSplit late = split(first, "y", rows(0, 3, 5));

        assertRefused(ErrorKind.USER, () -> first.commit(List.of(late)), "another run has taken over (epoch 2)");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> first.commit(List.of(late)));
        assertThat(second.committed()).extracting(CommittedSplit::attempt).containsExactly("x");
        second.commit(List.of(split(second, "y2", rows(0, 3, 5))));
        assertThat(open().committed()).extracting(CommittedSplit::attempt).containsExactly("x", "y2");
    }

    @Test
    void aRunThatWakesUpWhileItCleansUpTouchesNoLaterWork() throws Exception {
        SimulatedJob other = new SimulatedJob("b", List.of(4), 2, 2);
        List<CommitLog> second = new ArrayList<>();
        FaultyFileStore.Probe probe = (n, done, what) -> {
            if (!done && what.equals("list /out/_pelton") && second.isEmpty()) {
                CommitLog log = open(other.identity(), Existing.OVERWRITE);
                log.commit(List.of(split(log, "x", new RowRange(0, 0, 4, true))));
                second.add(log);
            }
        };
        FaultyFileStore first = new FaultyFileStore(store, FaultyFileStore.Manners.LOCAL, probe);

        assertRefused(ErrorKind.USER, () -> job.run(first, "/out", Existing.RESUME), "another run has taken over");
        second.get(0).publish();

        assertThat(Outputs.lines(store, "/out")).containsExactly("abc");
        assertThat(open(other.identity(), Existing.RESUME).published()).isTrue();
    }

    @Test
    void aRunThatWakesUpAfterPublishingDoesNotVouchForAnothersOutput() throws Exception {
        SimulatedJob other = new SimulatedJob("b", List.of(4), 2, 2);
        List<CommitLog> second = new ArrayList<>();
        FaultyFileStore.Probe probe = (n, done, what) -> {
            if (done && what.equals("createExclusive /out/_pelton/log/0000000005")) {
                second.add(open(other.identity(), Existing.OVERWRITE));
            }
        };
        FaultyFileStore first = new FaultyFileStore(store, FaultyFileStore.Manners.LOCAL, probe);

        assertRefused(ErrorKind.USER, () -> job.run(first, "/out", Existing.RESUME), "another run has taken over");

        assertThat(Outputs.lines(store, "/out")).isEqualTo(job.expected());
        assertThat(second).hasSize(1);
        assertThat(Outputs.succeeded(store, "/out")).isFalse();
    }

    @Test
    void aFileThatWasCopiedBeforeACrashIsNotMovedAgain() throws Exception {
        List<String> copies = new ArrayList<>();
        FaultyFileStore.Probe probe = (n, done, what) -> {
            if (!done && what.startsWith("copy")) {
                copies.add(what);
            }
            if (!done && what.startsWith("delete") && copies.size() == 3) {
                FaultyFileStore.Probe.crashAt(n, false).at(n, false, what);
            }
        };
        FaultyFileStore faulty = new FaultyFileStore(store, FaultyFileStore.Manners.OBJECTS, probe);
        assertThatExceptionOfType(FaultyFileStore.Crash.class)
                .isThrownBy(() -> job.run(faulty, "/out", Existing.RESUME));

        FaultyFileStore.Probe count = (n, done, what) -> {
            if (done && what.startsWith("copy")) {
                copies.add(what);
            }
        };
        job.run(new FaultyFileStore(store, FaultyFileStore.Manners.OBJECTS, count), "/out", Existing.RESUME);

        assertThat(copies).doesNotHaveDuplicates().hasSize(8);
        Outputs.assertWhole(store, "/out", job, "after a crash between copy and delete");
    }

    @Test
    void aPublishedFileThatIsGoneIsNamedAndOverwritingCuresIt() throws Exception {
        job.run(store, "/out", Existing.RESUME);
        store.delete("/out/part-00000-000000000000.txt");
        put("/out/part-00000-000000000002.txt", "short");

        assertRefusedUntouched(
                this::open, "'part-00000-000000000000.txt' is missing and 1 more", "--existing overwrite");
        job.run(store, "/out", Existing.OVERWRITE);
        Outputs.assertWhole(store, "/out", job, "after overwriting");
    }

    @Test
    void aStagedFileThatIsGoneIsNamedAndOverwritingCuresIt() throws Exception {
        for (Existing begun : Existing.values()) {
            store.delete("/out");
            CommitLog log = open(job.identity(), begun);
            CommittedSplit split = split(log, "x", rows(0, 0, 3));
            log.commit(List.of(split));
            store.delete("/out/" + split.files().get(0).staged());

            assertRefusedUntouched(this::open, split.files().get(0).staged() + "' is missing", "overwrite");
            job.run(store, "/out", Existing.OVERWRITE);
            Outputs.assertWhole(store, "/out", job, "after overwriting");
        }
    }

    @Test
    void successThatIsGoneIsPutBack() throws Exception {
        job.run(store, "/out", Existing.RESUME);
        Map<String, String> whole = contents();
        store.delete("/out/_SUCCESS");

        open();

        assertThat(contents()).isEqualTo(whole);
    }

    @Test
    void overwritingBeginsAnewUnlessAnOverwritingRunWasStopped() throws Exception {
        CommitLog resumed = open();
        resumed.commit(List.of(split(resumed, "x", rows(0, 0, 3))));

        CommitLog anew = open(job.identity(), Existing.OVERWRITE);
        assertThat(anew.committed()).isEmpty();
        assertThat(anew.stagingFolder()).isNotEqualTo(resumed.stagingFolder());
        assertThat(store.paths()).as("abandoned work").noneMatch(p -> p.contains(resumed.stagingFolder()));
        anew.commit(List.of(split(anew, "y", rows(0, 0, 3))));

        assertThat(open(job.identity(), Existing.OVERWRITE).committed()).hasSize(1);
        assertThat(open(job.identity(), Existing.RESUME).committed()).hasSize(1);
    }

    @Test
    void anOverwritingRunOfAnotherJobReplacesExactlyWhatWasPublished() throws Exception {
        job.run(store, "/out", Existing.RESUME);
        put("/out/README.txt", "theirs");
        new SimulatedJob("b", List.of(3), 2, 2).run(store, "/out", Existing.OVERWRITE);
        SimulatedJob last = new SimulatedJob("c", List.of(4), 2, 2);
        last.run(store, "/out", Existing.OVERWRITE);

        assertThat(store.paths()).contains("/out/README.txt");
        store.delete("/out/README.txt");
        Outputs.assertWhole(store, "/out", last, "after overwriting twice");
    }

    @Test
    void aDamagedSegmentIsNamed() throws Exception {
        job.run(store, "/out", Existing.RESUME);
        String segment = "/out/_pelton/log/0000000001";
        String whole = contents().getOrDefault(segment, "");
        List<String> damages =
                List.of("", whole.substring(0, whole.length() / 2), whole.replace("range\t0", "range\t1"));

        for (String damage : damages) {
            put(segment, damage);
            assertRefusedUntouched(this::open, "Cannot read the job log of /out", segment, "checksum", "Restore");
        }
        store.delete(segment);
        assertRefusedUntouched(this::open, segment, "there is no such file");
    }

    @Test
    void aSlashAtTheEndOfTheFolderMakesNoDifference() throws Exception {
        job.run(store, "/out", Existing.RESUME);

        assertThat(job.open(store, "/out/", Existing.RESUME).published()).isTrue();
        assertThat(job.open(store, "/other/", Existing.RESUME).published()).isFalse();
        assertThat(store.paths()).contains("/other/_pelton/log/0000000000");
    }
}
