// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The job log, kept inside the output folder under {@code _pelton}.
 *
 * <h2>One sequence, one fence</h2>
 *
 * The log is one sequence of entries, and entry N exists once a file of that number has been created exclusively. Every
 * coordinator first reads the whole log and then claims it by creating the next number. Creating the number after the
 * last one read is therefore the one linearisation point: it succeeds only if nobody else has written since, and from
 * then on whoever wrote before finds the number that they need taken and stops. Entries are never removed, so a
 * coordinator that slept for a week still finds it taken.
 *
 * <h2>From splits to an output</h2>
 *
 * A generation of the output goes through committing, publishing, published and finished. Files are moved to the names
 * that readers see only between publishing and published, when every row is committed and nothing can change any more, so
 * every step may be repeated by whoever comes next. Overwriting begins a new generation beside the old one, under other
 * names; the old files go when all new ones are in their places. {@code docs/design/001-commit-log.md} argues each crash.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
public final class CommitLog implements JobLog {
    static final String OVERWRITE_HINT = "--existing overwrite (-Dpelton.existing=overwrite)";
    private static final int LOST_CLAIMS = 100;

    private final OutputFolder folder;
    private final SegmentFiles segments;
    private final String token;
    private final LogState state;
    private final Generation generation;
    private final List<CommittedSplit> committedBefore;
    private boolean failed;

    private CommitLog(OutputFolder folder, SegmentFiles segments, String token, LogState state) {
        this.folder = folder;
        this.segments = segments;
        this.token = token;
        this.state = state;
        this.generation = state.generation().orElseThrow();
        this.committedBefore = generation.splits().inOrder();
    }

    /**
     * Whether there is a log in an output folder.
     *
     * @throws PeltonException if there is none and {@link #open} would refuse to begin one
     */
    public static boolean isIn(FileStore store, String outputFolder) throws IOException {
        OutputFolder folder = new OutputFolder(store, outputFolder, Retry.withPauses());
        if (folder.exists(OutputFolder.LOG_ROOT)) {
            return true;
        }
        folder.requireUnused();
        return false;
    }

    /**
     * Opens the log of an output folder, or begins one, and fences whoever had it open. An output that is finished is
     * only looked at: nothing is written.
     *
     * @param outputFolder need not exist
     * @param identity the job; an output that another job began is refused, unless it is to be overwritten
     * @param existing what to do with what is there; an overwriting run that was stopped is taken up by the same again
     * @param ids gives a token that nobody else has, at each call
     * @param wanted asked before the log is claimed, since the store may have taken long
     * @throws PeltonException if the folder holds something else, or if files that were committed are gone
     * @throws CancellationException if the log is not wanted any more; then it is not claimed
     */
    public static CommitLog open(
            FileStore store,
            String outputFolder,
            JobIdentity identity,
            Existing existing,
            Supplier<String> ids,
            BooleanSupplier wanted)
            throws IOException {
        return open(store, outputFolder, identity, existing, ids, wanted, Retry.withPauses());
    }

    static CommitLog open(
            FileStore store,
            String outputFolder,
            JobIdentity identity,
            Existing existing,
            Supplier<String> ids,
            BooleanSupplier wanted,
            Retry retry)
            throws IOException {
        OutputFolder folder = new OutputFolder(requireNonNull(store, "store"), outputFolder, retry);
        SegmentFiles segments = new SegmentFiles(store, folder, retry);
        Admission admission = new Admission(folder, identity, existing);
        String token = ids.get();
        for (int n = 0; n < LOST_CLAIMS; n++) {
            LogState state = segments.replay();
            Admission.Decision decision;
            try {
                decision = admission.decide(state);
            } catch (PeltonException e) {
                if (segments.isFree(state.next())) {
                    throw e;
                }
                // What was looked at has changed meanwhile.
                continue;
            }
            if (decision == Admission.Decision.NOTHING_TO_DO) {
                return new CommitLog(folder, segments, token, state).restored();
            }
            boolean begins = decision == Admission.Decision.BEGIN;
            Entry claim = new Entry(
                    state.next(),
                    state.epoch() + 1,
                    token,
                    begins ? Entry.Kind.BEGIN : Entry.Kind.CLAIM,
                    begins ? EntryLines.ofIdentity(identity, existing == Existing.OVERWRITE) : List.of());
            if (!wanted.getAsBoolean()) {
                throw new CancellationException("the run that was to claim the log of " + folder + " has ended");
            }
            if (segments.append(claim)) {
                return claimed(folder, segments, token, state, claim);
            }
        }
        throw PeltonException.user("Cannot claim the job log of " + folder + ": expected to be its only run but found "
                + "others that write all the time. Stop them, and run the same command again.");
    }

    private static CommitLog claimed(
            OutputFolder folder, SegmentFiles segments, String token, LogState state, Entry claim) throws IOException {
        var abandoned = state.generation()
                .filter(g -> claim.kind() == Entry.Kind.BEGIN && g.phase() == Generation.Phase.COMMITTING);
        state.apply(claim);
        if (abandoned.isPresent()) {
            folder.delete(abandoned.get().folder());
        }
        return new CommitLog(folder, segments, token, state);
    }

    private CommitLog restored() throws IOException {
        new Publisher(folder, generation).restoreSuccess();
        return this;
    }

    @Override
    public String jobId() {
        return generation.identity().id();
    }

    @Override
    public long epoch() {
        return state.epoch();
    }

    @Override
    public String stagingFolder() {
        return generation.staging();
    }

    @Override
    public List<CommittedSplit> committed() {
        return committedBefore;
    }

    @Override
    public boolean published() {
        return generation.phase() == Generation.Phase.FINISHED;
    }

    @Override
    public void commit(List<CommittedSplit> splits) throws IOException {
        List<CommittedSplit> fresh = new ArrayList<>();
        SplitIndex group = new SplitIndex();
        for (CommittedSplit split : splits) {
            split.files().forEach(this::requireStaged);
            if (!generation.splits().has(split) && group.add(split)) {
                fresh.add(split);
            }
        }
        if (!fresh.isEmpty()) {
            append(Entry.Kind.COMMIT, EntryLines.ofSplits(fresh));
        }
    }

    private void requireStaged(OutputFile file) {
        String name = file.name();
        boolean readersSeeIt = !name.isEmpty() && !name.startsWith("_") && !name.startsWith(".") && !name.contains("/");
        boolean staged = file.staged().startsWith(stagingFolder() + "/")
                && file.staged().lastIndexOf('/') == stagingFolder().length();
        if (!readersSeeIt || !staged) {
            throw new PeltonException(
                    ErrorKind.INTERNAL,
                    "Cannot commit " + file + ": expected a file of " + stagingFolder()
                            + " and a plain name. This is a defect of Pelton; please report it.");
        }
    }

    @Override
    public List<OutputFile> publish() throws IOException {
        Publisher publisher = new Publisher(folder, generation);
        if (generation.phase() == Generation.Phase.COMMITTING) {
            requireEveryRow();
            requireNamesOnce();
            append(Entry.Kind.PUBLISHING, List.of());
        }
        if (generation.phase() == Generation.Phase.PUBLISHING) {
            if (!state.replaced().isEmpty()) {
                requireUnfenced();
                publisher.removeSuccess();
            }
            moveFiles(publisher);
            publisher.remove(state.replaced());
            append(Entry.Kind.PUBLISHED, List.of());
        }
        if (generation.phase() == Generation.Phase.PUBLISHED) {
            finish();
        }
        return generation.files();
    }

    private void moveFiles(Publisher publisher) throws IOException {
        try {
            publisher.moveFiles();
        } catch (PeltonException | IOException e) {
            // Files may be gone because another run has gone further.
            requireUnfenced();
            throw e;
        }
    }

    /** A limit may leave rows unread, so that only a job without one can be held to every row. */
    private void requireEveryRow() {
        SplitIndex splits = generation.splits();
        if (!splits.isLimited() && !splits.isEmpty()) {
            splits.requireWhole(generation.identity().parts().size());
        }
    }

    /** One file would replace the other. */
    private void requireNamesOnce() {
        String before = "";
        for (OutputFile file : generation.files()) {
            if (file.name().equals(before)) {
                throw new PeltonException(
                        ErrorKind.INTERNAL,
                        "Cannot publish the output in " + folder + ": expected a name for each file but found '"
                                + before + "' twice. This is a defect of Pelton; please report it.");
            }
            before = file.name();
        }
    }

    private void finish() throws IOException {
        Publisher publisher = new Publisher(folder, generation);
        requireUnfenced();
        publisher.writeSuccess();
        publisher.removeLeftovers();
        append(Entry.Kind.FINISHED, List.of());
    }

    private void append(Entry.Kind kind, List<String> lines) throws IOException {
        if (failed) {
            throw new IOException("Cannot write the job log of " + folder
                    + ": an earlier write failed or was refused. Run the same command again; it resumes.");
        }
        Entry entry = new Entry(state.next(), state.epoch(), token, kind, lines);
        failed = true;
        if (!segments.append(entry)) {
            throw fenced();
        }
        state.apply(entry);
        failed = false;
    }

    /** Narrows, to the time between two operations, what a coordinator can do that was taken over and does not know it. */
    private void requireUnfenced() throws IOException {
        if (!segments.isFree(state.next())) {
            throw fenced();
        }
    }

    private PeltonException fenced() throws IOException {
        Entry other = segments.entry(state.next());
        return PeltonException.user("Cannot go on writing to " + folder + ": expected to be its only run (epoch "
                + state.epoch() + ") but another run has taken over (epoch " + other.epoch()
                + "). Nothing is lost: let the other run finish, or stop it and run the same command again.");
    }

    @Override
    public void close() {}
}
