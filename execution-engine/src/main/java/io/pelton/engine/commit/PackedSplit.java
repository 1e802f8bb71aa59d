// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.util.ArrayList;
import java.util.List;

/** A committed split in about eighty bytes, instead of half a thousand: a job may have many, and looks at them at its end. */
final class PackedSplit {
    /** What the names of most staged files begin with. */
    private static final String STAGED = OutputFolder.LOG_ROOT + "/gen-0/staged/";

    private final byte[] bytes;

    PackedSplit(CommittedSplit split) {
        Packed.Writer out = new Packed.Writer();
        out.number(split.ranges().size());
        for (RowRange range : split.ranges()) {
            out.number(range.part());
            out.number(range.fromRow());
            out.number(range.rows());
            out.number(range.endsPart() ? 1 : 0);
        }
        out.text("", split.attempt());
        out.number(split.files().size());
        String staged = STAGED + split.attempt();
        String name = "";
        for (OutputFile file : split.files()) {
            out.text(staged, file.staged());
            out.text(name, file.name());
            out.number(file.rows());
            out.number(file.bytes());
            name = file.name();
        }
        out.number(split.rowsIn());
        out.number(split.rowsOut());
        out.number(split.rowsIntoLimits().size());
        split.rowsIntoLimits().forEach(out::number);
        this.bytes = out.toBytes();
    }

    CommittedSplit unpacked() {
        Packed.Reader in = new Packed.Reader(bytes);
        List<RowRange> ranges = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            int part = (int) in.number();
            long fromRow = in.number();
            ranges.add(new RowRange(part, fromRow, fromRow + in.number(), in.number() == 1));
        }
        String attempt = in.text("");
        List<OutputFile> files = new ArrayList<>();
        String name = "";
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

    /** Whether its first range begins at a row. */
    boolean beginsAt(int part, long row) {
        Packed.Reader in = new Packed.Reader(bytes);
        return in.number() > 0 && in.number() == part && in.number() == row;
    }

    /** The bytes it takes, without what Java adds. */
    int packedBytes() {
        return bytes.length;
    }
}
