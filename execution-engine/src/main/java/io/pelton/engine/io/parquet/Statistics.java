// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** What a file's footer and page indexes say about the values of a column. */
final class Statistics {
    private Statistics() {}

    /** About a row group. */
    static List<Pruner.Region> ofGroup(ReadNode.Leaf leaf, Footer.Group group) {
        Chunk chunk = group.chunks().get(leaf.index());
        return List.of(new Pruner.Region(0, group.rows(), ofChunk(leaf.type(), chunk)));
    }

    private static Bounds ofChunk(LeafType type, Chunk chunk) {
        Chunk.Known known = chunk.known();
        if (known == Chunk.Known.NOTHING) {
            return Bounds.UNKNOWN;
        }
        if (known.nulls() >= 0 && known.nulls() >= chunk.values()) {
            return new Bounds(null, null, true, false);
        }
        return Bounds.of(type, known.min(), known.max(), known.nulls() != 0);
    }

    /**
     * What is kept of a row group's statistics.
     *
     * @param ordered whether the file says that its bounds follow the order of their types
     */
    static Chunk.Known known(org.apache.parquet.format.@Nullable Statistics stored, LeafType type, boolean ordered) {
        if (stored == null) {
            return Chunk.Known.NOTHING;
        }
        long nulls = stored.isSetNull_count() ? stored.getNull_count() : -1;
        if (ordered && stored.isSetMin_value() && stored.isSetMax_value()) {
            return new Chunk.Known(nulls, stored.getMin_value(), stored.getMax_value());
        }
        boolean old = signed(type) && stored.isSetMin() && stored.isSetMax();
        return new Chunk.Known(nulls, old ? stored.getMin() : null, old ? stored.getMax() : null);
    }

    /** Whether the bounds of first writers, who compared all types as signed, can be trusted. */
    private static boolean signed(LeafType type) {
        boolean number = type.physical() == Type.INT32
                || type.physical() == Type.INT64
                || type.physical() == Type.FLOAT
                || type.physical() == Type.DOUBLE;
        return number && !(type.arrow() instanceof ArrowType.Int integer && !integer.getIsSigned());
    }

    /** About each page of a row group; null if the file does not say. */
    static @Nullable List<Pruner.Region> ofPages(ReadNode.Leaf leaf, Footer.Group group, PageIndexes indexes) {
        Chunk chunk = group.chunks().get(leaf.index());
        OffsetIndex offsets = indexes.offsets(chunk);
        ColumnIndex bounds = offsets == null ? null : indexes.bounds(chunk);
        if (offsets == null || bounds == null) {
            return null;
        }
        PageReader.PageIndex pages = new PageReader.PageIndex(offsets, chunk, group.rows());
        if (bounds.getNull_pagesSize() != pages.pages()
                || bounds.getMin_valuesSize() != pages.pages()
                || bounds.getMax_valuesSize() != pages.pages()
                || bounds.isSetNull_counts() && bounds.getNull_countsSize() != pages.pages()) {
            throw new DamagedFileException(
                    "bounds of " + bounds.getMin_valuesSize() + " pages where there are " + pages.pages());
        }
        List<Pruner.Region> regions = new ArrayList<>(pages.pages());
        for (int i = 0; i < pages.pages(); i++) {
            regions.add(new Pruner.Region(pages.firstRow(i), pages.firstRow(i + 1), ofPage(leaf.type(), bounds, i)));
        }
        return regions;
    }

    private static Bounds ofPage(LeafType type, ColumnIndex index, int page) {
        if (index.getNull_pages().get(page)) {
            return new Bounds(null, null, true, false);
        }
        boolean noNulls = index.isSetNull_counts() && index.getNull_counts().get(page) == 0;
        return Bounds.of(
                type,
                bytes(index.getMin_values().get(page)),
                bytes(index.getMax_values().get(page)),
                !noNulls);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
