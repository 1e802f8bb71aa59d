// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.source.SourcePart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parts of an input, of which there may be many thousands while few are being read: each takes some thirty bytes, and is
 * made anew whenever it is asked for.
 *
 * <p><b>Threads.</b> One at a time; {@link #copyOf} gives what any may read.
 */
public final class PartList extends PackedList<SourcePart> {
    /** A list of the same parts that does not change. */
    public static PartList copyOf(List<SourcePart> parts) {
        PartList copy = new PartList();
        if (parts instanceof PartList) {
            copy.appendAll((PartList) parts);
        } else {
            parts.forEach(copy::append);
        }
        return copy;
    }

    /** Adds a part at the end. */
    public void append(SourcePart part) {
        appendPacked(part);
    }

    @Override
    void pack(Packed.Writer out, @Nullable SourcePart before, SourcePart part) {
        out.text(before == null ? "" : before.name(), part.name());
        out.text(before == null ? "" : before.version(), part.version());
        out.number(part.sizeBytes());
    }

    @Override
    SourcePart unpack(Packed.Reader in, int parts) {
        StringBuilder name = new StringBuilder();
        StringBuilder version = new StringBuilder();
        long sizeBytes = 0;
        for (int i = 0; i < parts; i++) {
            in.text(name);
            in.text(version);
            sizeBytes = in.number();
        }
        return new SourcePart(name.toString(), version.toString(), sizeBytes);
    }
}
