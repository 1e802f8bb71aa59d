// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The log's segments: files {@code _pelton/log/N}, one for each entry, each created exclusively and never changed or
 * removed. Whoever creates number N has extended the log of N entries that they have read; who finds it taken has not.
 *
 * <p>So that a long log opens quickly, segment N repeats the entries before it when N is a multiple of 64 (63 of them)
 * or of 4096 (4095): a log of 10,000 entries is read from 46 files. Each entry is thus written three times in all, and no
 * more than 63 are kept here.
 */
final class SegmentFiles {
    static final String FOLDER = OutputFolder.LOG_ROOT + "/log";
    private static final int FAN = 64;
    private static final int WIDEST = FAN * FAN;

    private final FileStore store;
    private final OutputFolder folder;
    private final Retry retry;
    /** The entries since the last segment that repeats others: the next one needs them. */
    private final List<Entry> recent = new ArrayList<>();

    SegmentFiles(FileStore store, OutputFolder folder, Retry retry) {
        this.store = store;
        this.folder = folder;
        this.retry = retry;
    }

    /** How many entries end with segment {@code number}, itself included. */
    private static int span(long number) {
        if (number == 0 || number % FAN != 0) {
            return 1;
        }
        return number % WIDEST == 0 ? WIDEST : FAN;
    }

    /** Reads the whole log. */
    LogState replay() throws IOException {
        Deque<List<Entry>> newestFirst = new ArrayDeque<>();
        Set<Long> listed = listed();
        for (long n = listed.stream().mapToLong(Long::longValue).max().orElse(-1); n >= 0; n -= span(n)) {
            // A list taken while segments are added may lack one that it should have.
            newestFirst.push(read(n, listed.contains(n) || !isFree(n)));
        }
        recent.clear();
        LogState state = new LogState();
        for (List<Entry> segment : newestFirst) {
            for (Entry entry : segment) {
                apply(state, entry);
            }
        }
        return state;
    }

    private void apply(LogState state, Entry entry) {
        try {
            state.apply(entry);
            remember(entry);
        } catch (IllegalArgumentException e) {
            throw damaged(path(entry.number()), e);
        }
    }

    private void remember(Entry entry) {
        recent.add(entry);
        if (entry.number() % FAN == 0) {
            recent.clear();
        }
    }

    /**
     * Adds an entry after those that {@link #replay} and this have seen.
     *
     * @return false if another coordinator has written an entry of this number
     * @throws IOException if the store failed too often; then nothing is known of the entry
     */
    boolean append(Entry entry) throws IOException {
        byte[] content = SegmentCodec.encode(withRepeated(entry));
        String path = path(entry.number());
        // False may be the echo of our own earlier success: of a try whose answer was lost, here or inside the store.
        boolean won = retry.call(() -> store.createExclusive(path, content) || Arrays.equals(content, bytes(path)));
        if (won) {
            remember(entry);
        }
        return won;
    }

    /** How many entries are kept for the next segment that repeats others. */
    int kept() {
        return recent.size();
    }

    /** Whether nobody has written an entry of this number yet. */
    boolean isFree(long number) throws IOException {
        return retry.call(() -> store.status(path(number))).isEmpty();
    }

    /** The last entry of a segment that exists. */
    Entry entry(long number) throws IOException {
        List<Entry> entries = read(number, true);
        return entries.get(entries.size() - 1);
    }

    /** The entries of a segment. Those of a widest one, but for the last, are read from the narrower ones before it. */
    private List<Entry> withRepeated(Entry entry) throws IOException {
        long number = entry.number();
        List<Entry> entries = new ArrayList<>(span(number));
        for (long n = number - span(number) + FAN; n < number; n += FAN) {
            entries.addAll(read(n, true));
        }
        if (span(number) > 1) {
            entries.addAll(recent);
        }
        entries.add(entry);
        return entries;
    }

    private Set<Long> listed() throws IOException {
        return folder.sizes(FOLDER).keySet().stream()
                .filter(name -> name.matches("\\d{10}"))
                .map(Long::valueOf)
                .collect(Collectors.toSet());
    }

    private List<Entry> read(long number, boolean exists) throws IOException {
        String path = path(number);
        try {
            if (!exists) {
                throw new IllegalArgumentException("there is no such file");
            }
            List<Entry> entries = SegmentCodec.decode(retry.call(() -> bytes(path)));
            if (entries.size() != span(number)
                    || entries.get(entries.size() - 1).number() != number) {
                throw new IllegalArgumentException("it holds other entries than its name says");
            }
            return entries;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw damaged(path, e);
        }
    }

    private byte[] bytes(String path) throws IOException {
        try (InputStream in = store.open(path)) {
            return in.readAllBytes();
        }
    }

    private String path(long number) {
        return folder.path(FOLDER + "/" + String.format("%010d", number));
    }

    private PeltonException damaged(String path, Exception cause) {
        return new PeltonException(
                ErrorKind.USER,
                "Cannot read the job log of " + folder + ": expected every segment to be whole but " + path
                        + " is not: " + cause.getMessage() + ". Restore that file, or write to another folder.",
                cause);
    }
}
