// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole job as the commit log sees one: plans the rows that are missing, writes them to attempt files, commits in
 * groups, publishes. Row r of part p is the line {@code mark:p:r}.
 *
 * @param mark tells the rows of one job from those of another
 * @param rows how many rows each part has
 * @param splitRows rows of a split, at most
 * @param fileRows rows of a file, at most
 */
record SimulatedJob(String mark, List<Integer> rows, int splitRows, int fileRows) {
    private static final AtomicLong IDS = new AtomicLong();
    private static final int GROUP = 2;

    /** What one run did. */
    record Run(List<CommittedSplit> before, Set<RowRange> computed, List<OutputFile> files) {}

    JobIdentity identity() {
        List<SourcePart> parts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            parts.add(new SourcePart("part-" + i, "rows-" + rows.get(i), 10L * rows.get(i)));
        }
        return new JobIdentity("write\n  scan " + mark, "fingerprint-of-" + mark, parts);
    }

    /** The lines that the output must be. */
    List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (int part = 0; part < rows.size(); part++) {
            for (int row = 0; row < rows.get(part); row++) {
                lines.add(line(part, row));
            }
        }
        return lines;
    }

    private String line(int part, long row) {
        return mark + ":" + part + ":" + row;
    }

    CommitLog open(FileStore store, String output, Existing existing) throws IOException {
        return CommitLog.open(
                store,
                output,
                identity(),
                existing,
                () -> "token-" + IDS.incrementAndGet(),
                () -> true,
                new Retry(6, furtherTry -> {}));
    }

    Run run(FileStore store, String output, Existing existing) throws IOException {
        try (CommitLog log = open(store, output, existing)) {
            Set<RowRange> computed = new HashSet<>();
            if (!log.published()) {
                compute(store, output, log, computed);
            }
            return new Run(log.committed(), computed, log.publish());
        }
    }

    private void compute(FileStore store, String output, CommitLog log, Set<RowRange> computed) throws IOException {
        List<CommittedSplit> group = new ArrayList<>();
        for (RowRange range : missing(log.committed())) {
            String attempt = "e" + log.epoch() + "-" + computed.size();
            computed.add(range);
            group.add(attempt(store, output, log, range, attempt));
            if (group.size() == GROUP) {
                log.commit(group);
                group.clear();
            }
        }
        log.commit(group);
    }

    private List<RowRange> missing(List<CommittedSplit> committed) {
        Map<Integer, Map<Long, RowRange>> done = new TreeMap<>();
        committed.forEach(s -> s.ranges().forEach(r -> done.computeIfAbsent(r.part(), p -> new TreeMap<>())
                .put(r.fromRow(), r)));
        List<RowRange> missing = new ArrayList<>();
        for (int part = 0; part < rows.size(); part++) {
            Map<Long, RowRange> ranges = done.getOrDefault(part, Map.of());
            long row = 0;
            boolean ended = false;
            while (!ended) {
                RowRange range = ranges.get(row);
                if (range == null) {
                    long to = Math.min(row + splitRows, rows.get(part));
                    range = new RowRange(part, row, to, to == rows.get(part));
                    missing.add(range);
                }
                row = range.toRow();
                ended = range.endsPart();
            }
        }
        return missing;
    }

    private CommittedSplit attempt(FileStore store, String output, CommitLog log, RowRange range, String attempt)
            throws IOException {
        List<OutputFile> files = new ArrayList<>();
        for (long from = range.fromRow(); from < range.toRow(); from += fileRows) {
            long to = Math.min(from + fileRows, range.toRow());
            StringBuilder text = new StringBuilder();
            for (long row = from; row < to; row++) {
                text.append(line(range.part(), row)).append('\n');
            }
            byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
            String name = String.format("part-%05d-%012d", range.part(), from);
            files.add(file(store, output, log.stagingFolder() + "/" + name, attempt, name, to - from, content));
        }
        return new CommittedSplit(List.of(range), attempt, files, range.rows(), range.rows(), List.of());
    }

    /** A file that could not be written is written again under another name, as a further attempt would. */
    private static OutputFile file(
            FileStore store, String output, String base, String attempt, String name, long rows, byte[] content)
            throws IOException {
        for (int n = 0; ; n++) {
            String staged = base + "." + attempt + "." + n + ".txt";
            try (OutputStream out = store.create(output + "/" + staged)) {
                out.write(content);
            } catch (IOException | RetryableException e) {
                if (n == 5) {
                    throw e;
                }
                continue;
            }
            return new OutputFile(staged, name + ".txt", rows, content.length);
        }
    }
}
