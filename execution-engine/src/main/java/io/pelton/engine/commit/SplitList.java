// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Committed splits, packed: a job may have many thousands, and looks at them at its end. */
final class SplitList extends PackedList<CommittedSplit> {
    private static final Comparator<RowRange> BY_START =
            Comparator.comparingInt(RowRange::part).thenComparingLong(RowRange::fromRow);
    /** What the names of most staged files begin with. */
    private static final String STAGED = OutputFolder.LOG_ROOT + "/gen-0/staged/";

    private RowRange last = new RowRange(0, 0, 0, false);
    private boolean inOrder = true;

    /** Adds a split, in any order. */
    void append(CommittedSplit split) {
        RowRange first = split.ranges().get(0);
        inOrder &= BY_START.compare(last, first) <= 0;
        last = first;
        appendPacked(split);
    }

    /** The same splits by their first rows; later ones are not added to it. */
    SplitList byRows() {
        SplitList sorted = new SplitList();
        if (inOrder) {
            sorted.appendAll(this);
            sorted.last = last;
        } else {
            List<RowRange> firsts = new ArrayList<>(size());
            forEach(split -> firsts.add(split.ranges().get(0)));
            IntStream.range(0, size())
                    .boxed()
                    .sorted(Comparator.comparing(firsts::get, BY_START))
                    .forEach(i -> sorted.append(get(i)));
        }
        return sorted;
    }

    @Override
    void pack(Packed.Writer out, @Nullable CommittedSplit before, CommittedSplit split) {
        out.number(split.ranges().size());
        for (RowRange range : split.ranges()) {
            out.number(range.part());
            out.number(range.fromRow());
            out.number(range.rows());
            out.number(range.endsPart() ? 1 : 0);
        }
        out.text(before == null ? "" : before.attempt(), split.attempt());
        out.number(split.files().size());
        String name = before == null ? "" : nameLike(before);
        for (OutputFile file : split.files()) {
            out.text(STAGED + split.attempt(), file.staged());
            out.text(name, file.name());
            out.number(file.rows());
            out.number(file.bytes());
            name = file.name();
        }
        out.number(split.rowsIn());
        out.number(split.rowsOut());
        out.number(split.rowsIntoLimits().size());
        split.rowsIntoLimits().forEach(out::number);
    }

    private static String nameLike(CommittedSplit before) {
        return before.files().isEmpty() ? "" : before.files().get(0).name();
    }

    @Override
    CommittedSplit unpack(Packed.Reader in, int splits) {
        CommittedSplit split = unpack(in, "", "");
        for (int i = 1; i < splits; i++) {
            split = unpack(in, split.attempt(), nameLike(split));
        }
        return split;
    }

    private static CommittedSplit unpack(Packed.Reader in, String attemptLike, String nameLike) {
        List<RowRange> ranges = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            int part = (int) in.number();
            long fromRow = in.number();
            ranges.add(new RowRange(part, fromRow, fromRow + in.number(), in.number() == 1));
        }
        String attempt = in.text(attemptLike);
        List<OutputFile> files = new ArrayList<>();
        String name = nameLike;
        for (long left = in.number(); left > 0; left--) {
            String staged = in.text(STAGED + attempt);
            name = in.text(name);
            files.add(new OutputFile(staged, name, in.number(), in.number()));
        }
        long rowsIn = in.number();
        long rowsOut = in.number();
        List<Long> rowsIntoLimits = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            rowsIntoLimits.add(in.number());
        }
        return new CommittedSplit(ranges, attempt, files, rowsIn, rowsOut, rowsIntoLimits);
    }
}
