// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.source.SourcePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Identities and splits as the lines of an {@link Entry}. */
final class EntryLines {
    private EntryLines() {}

    static List<String> ofIdentity(JobIdentity identity, boolean overwrite) {
        List<String> lines = new ArrayList<>();
        lines.add(Fields.join("mode", overwrite ? "overwrite" : "resume"));
        lines.add(Fields.join("fingerprint", identity.planFingerprint()));
        lines.add(Fields.join("plan", identity.planText()));
        for (SourcePart part : identity.parts()) {
            lines.add(Fields.join("part", part.name(), part.version(), part.sizeBytes()));
        }
        return lines;
    }

    static boolean toOverwrite(List<String> lines) {
        return value(lines.get(0), "mode").equals("overwrite");
    }

    static JobIdentity toIdentity(List<String> lines) {
        List<SourcePart> parts = new ArrayList<>();
        for (String line : lines.subList(3, lines.size())) {
            String[] f = Fields.split(line);
            parts.add(new SourcePart(f[1], f[2], Long.parseLong(f[3])));
        }
        return new JobIdentity(value(lines.get(2), "plan"), value(lines.get(1), "fingerprint"), parts);
    }

    private static String value(String line, String name) {
        String[] f = Fields.split(line);
        if (!f[0].equals(name)) {
            throw new IllegalArgumentException("it says '" + f[0] + "' where '" + name + "' is due");
        }
        return f.length == 1 ? "" : f[1];
    }

    static List<String> ofSplits(List<CommittedSplit> splits) {
        List<String> lines = new ArrayList<>();
        for (CommittedSplit split : splits) {
            String limits = split.rowsIntoLimits().stream().map(String::valueOf).collect(Collectors.joining(","));
            lines.add(Fields.join("split", split.attempt(), split.rowsIn(), split.rowsOut(), limits));
            for (RowRange r : split.ranges()) {
                lines.add(Fields.join("range", r.part(), r.fromRow(), r.toRow(), r.endsPart()));
            }
            for (OutputFile f : split.files()) {
                lines.add(Fields.join("file", f.staged(), f.name(), f.rows(), f.bytes()));
            }
        }
        return lines;
    }

    static List<CommittedSplit> toSplits(List<String> lines) {
        List<CommittedSplit> splits = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            int end = at + 1;
            while (end < lines.size() && !lines.get(end).startsWith("split\t")) {
                end++;
            }
            splits.add(toSplit(Fields.split(lines.get(at)), lines.subList(at + 1, end)));
            at = end;
        }
        return splits;
    }

    private static CommittedSplit toSplit(String[] head, List<String> lines) {
        List<RowRange> ranges = new ArrayList<>();
        List<OutputFile> files = new ArrayList<>();
        for (String line : lines) {
            String[] f = Fields.split(line);
            if (f[0].equals("range")) {
                ranges.add(new RowRange(
                        Integer.parseInt(f[1]), Long.parseLong(f[2]), Long.parseLong(f[3]), f[4].equals("true")));
            } else {
                files.add(new OutputFile(f[1], f[2], Long.parseLong(f[3]), Long.parseLong(f[4])));
            }
        }
        List<Long> limits = head[4].isEmpty()
                ? List.of()
                : Arrays.stream(head[4].split(",")).map(Long::valueOf).collect(Collectors.toList());
        return new CommittedSplit(ranges, head[1], files, Long.parseLong(head[2]), Long.parseLong(head[3]), limits);
    }
}
