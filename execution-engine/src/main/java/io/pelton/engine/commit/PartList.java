// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.source.SourcePart;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Parts of an input, of which there may be many thousands while few are being read: each takes some thirty bytes instead of
 * some hundreds. They are kept in blocks of {@value #BLOCK}, in which each part is written as what sets it apart from the
 * one before it, since the names of neighbours hardly differ; a part is made anew whenever it is asked for.
 *
 * <p><b>Threads.</b> One at a time; {@link #copyOf} gives what any may read.
 */
public final class PartList extends AbstractList<SourcePart> implements RandomAccess {
    private static final int BLOCK = 16;

    private final List<byte[]> blocks;
    /** Those behind the last whole block. */
    private final List<SourcePart> open;

    /** Makes an empty list. */
    public PartList() {
        this(new ArrayList<>(), new ArrayList<>(BLOCK));
    }

    private PartList(List<byte[]> blocks, List<SourcePart> open) {
        this.blocks = blocks;
        this.open = open;
    }

    /** A list of the same parts that does not change. */
    public static PartList copyOf(List<SourcePart> parts) {
        if (parts instanceof PartList) {
            PartList list = (PartList) parts;
            return new PartList(new ArrayList<>(list.blocks), new ArrayList<>(list.open));
        }
        PartList list = new PartList();
        parts.forEach(list::append);
        return list;
    }

    /** Adds a part at the end. */
    public void append(SourcePart part) {
        open.add(requireNonNull(part, "part"));
        if (open.size() == BLOCK) {
            blocks.add(pack(open));
            open.clear();
        }
    }

    private static byte[] pack(List<SourcePart> parts) {
        Packed.Writer out = new Packed.Writer();
        String name = "";
        String version = "";
        for (SourcePart part : parts) {
            out.text(name, part.name());
            out.text(version, part.version());
            out.number(part.sizeBytes());
            name = part.name();
            version = part.version();
        }
        return out.toBytes();
    }

    @Override
    public SourcePart get(int index) {
        int block = index / BLOCK;
        return block < blocks.size() ? unpack(blocks.get(block), index % BLOCK) : open.get(index - block * BLOCK);
    }

    private static SourcePart unpack(byte[] block, int place) {
        Packed.Reader in = new Packed.Reader(block);
        StringBuilder name = new StringBuilder();
        StringBuilder version = new StringBuilder();
        long sizeBytes = 0;
        for (int i = 0; i <= place; i++) {
            in.text(name);
            in.text(version);
            sizeBytes = in.number();
        }
        return new SourcePart(name.toString(), version.toString(), sizeBytes);
    }

    @Override
    public int size() {
        return blocks.size() * BLOCK + open.size();
    }

    /** The bytes that its whole blocks take, without what Java adds. */
    long packedBytes() {
        return blocks.stream().mapToLong(block -> block.length).sum();
    }
}
