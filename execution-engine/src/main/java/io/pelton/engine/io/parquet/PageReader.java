// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.zip.CRC32;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one column in one row group: headers checked, checksums verified, bytes decompressed. Every length is held
 * against what contains it before memory is taken for it.
 */
final class PageReader {
    private static final int ALWAYS_PLAUSIBLE_BYTES = 64 << 20;

    private final ReadNode.Leaf leaf;
    private final Chunk chunk;
    private final ChunkInput input;
    private final PageCodec codec;
    private final PageHeader header;
    private final CRC32 crc = new CRC32();
    private final @Nullable PageIndex index;
    private final Room page;
    private @Nullable Dictionary dictionary;
    private long entriesLeft;
    private int nextPage;
    private int endPage;

    /**
     * Begins with the column's first page.
     *
     * @param page where pages are decompressed; the caller closes it
     */
    PageReader(
            ReadNode.Leaf leaf,
            Chunk chunk,
            ChunkInput input,
            PageCodec codec,
            Room page,
            @Nullable OffsetIndex offsets,
            long groupRows) {
        this.leaf = leaf;
        this.chunk = chunk;
        this.input = input;
        this.header = new PageHeader(input);
        this.codec = codec;
        this.page = page;
        this.index = offsets == null ? null : new PageIndex(offsets, chunk, groupRows);
        this.entriesLeft = chunk.values();
        input.seek(chunk.start(), chunk.end());
    }

    /** Whether pages are known to begin with a row. */
    boolean rowAligned() {
        return index != null;
    }

    /** Where pages lie, if that is known. */
    @Nullable
    PageIndex index() {
        return index;
    }

    /** The column's dictionary; null before a page that needs it, or if it has none. */
    @Nullable
    Dictionary dictionary() {
        return dictionary;
    }

    /** Goes on with the pages that hold the group's rows {@code [from, to)}; gives the first row of the first of them. */
    long seek(PageIndex pages, long from, long to) {
        if (dictionary == null && pages.first() > chunk.start()) {
            input.seek(chunk.start(), pages.first());
            readDictionary();
        }
        int first = pages.pageOf(from);
        endPage = pages.pageOf(to - 1) + 1;
        nextPage = first;
        input.seek(pages.start(first), pages.end(endPage - 1));
        return pages.firstRow(first);
    }

    private void readDictionary() {
        while (input.remaining() > 0) {
            header.read();
            if (header.type() == PageType.DICTIONARY_PAGE) {
                dictionaryPage();
                return;
            }
            input.take(header.size());
        }
    }

    /** The next data page, or null after the last. */
    @Nullable
    DataPage next() {
        while (index != null ? nextPage < endPage : entriesLeft > 0) {
            header.read();
            switch (header.type()) {
                case DICTIONARY_PAGE -> dictionaryPage();
                case DATA_PAGE -> {
                    return counted(v1());
                }
                case DATA_PAGE_V2 -> {
                    return counted(v2());
                }
                default -> input.take(header.size());
            }
        }
        return null;
    }

    private DataPage counted(DataPage read) {
        if (read.entries() < 0 || read.entries() > chunk.values()) {
            throw new DamagedFileException("a page of " + read.entries() + " values in a column of " + chunk.values());
        }
        if (index != null) {
            long rows = index.firstRow(nextPage + 1) - index.firstRow(nextPage);
            if (leaf.maxRepetition() == 0 ? read.entries() != rows : read.entries() < rows) {
                throw new DamagedFileException("a page of " + read.entries() + " values that should have " + rows);
            }
            nextPage++;
            return read;
        }
        entriesLeft -= read.entries();
        if (entriesLeft < 0) {
            throw new DamagedFileException("more values than the " + chunk.values() + " of the column");
        }
        return read;
    }

    /** Takes the page whose header was read; where it begins in the input's array. */
    private int take() {
        int size = header.size();
        int at = input.take(size);
        if (header.hasChecksum()) {
            crc.reset();
            crc.update(input.array(), at, size);
            if ((int) crc.getValue() != header.checksum()) {
                throw new DamagedFileException("a page whose checksum is wrong");
            }
        }
        return at;
    }

    private byte[] room(int length) {
        int now = page.bytes().length;
        return page.atLeast(length > now ? Math.max(length, (int) Math.min(2L * now, 1 << 20)) : length);
    }

    /** Decompresses part of a page into {@code page}. */
    private byte[] plain(int at, int size, int length) {
        codec.checkLength(size, length);
        if (length > ALWAYS_PLAUSIBLE_BYTES && length > chunk.plainBytes()) {
            throw new DamagedFileException("a page of " + length + " bytes in a column of " + chunk.plainBytes());
        }
        byte[] target = room(length);
        codec.decompress(input.array(), at, size, target, length);
        return target;
    }

    private void dictionaryPage() {
        if (dictionary != null) {
            throw new DamagedFileException("a second dictionary");
        }
        Encoding encoding = header.encoding();
        if (encoding != Encoding.PLAIN && encoding != Encoding.PLAIN_DICTIONARY) {
            throw new DamagedFileException("a dictionary with encoding " + encoding);
        }
        int at = take();
        byte[] bytes = plain(at, header.size(), header.length());
        dictionary = Dictionary.read(leaf.type(), header.entries(), bytes, header.length());
    }

    private DataPage v1() {
        int size = header.size();
        int length = header.length();
        int at = take();
        byte[] bytes;
        int from;
        if (codec.stored()) {
            if (size != length) {
                throw new DamagedFileException("a page of " + size + " bytes that should have " + length);
            }
            bytes = input.array();
            from = at;
        } else {
            bytes = plain(at, size, length);
            from = 0;
        }
        int to = from + length;
        // Asked here, since a call that is never made is not compiled into this one.
        Levels repetitions = leaf.maxRepetition() == 0
                ? new Levels(LevelDecoder.ZEROS, from)
                : levels(header.repetitionEncoding(), header.entries(), leaf.maxRepetition(), bytes, from, to);
        Levels definitions = leaf.maxDefinition() == 0
                ? new Levels(LevelDecoder.ZEROS, repetitions.end)
                : levels(
                        header.definitionEncoding(),
                        header.entries(),
                        leaf.maxDefinition(),
                        bytes,
                        repetitions.end,
                        to);
        return new DataPage(
                header.entries(),
                repetitions.decoder,
                definitions.decoder,
                encoding(header.encoding()),
                bytes,
                definitions.end,
                to);
    }

    private record Levels(LevelDecoder decoder, int end) {}

    private static Levels levels(@Nullable Encoding encoding, int entries, int max, byte[] bytes, int from, int to) {
        int width = width(max);
        if (encoding == Encoding.BIT_PACKED) {
            long end = from + ((long) entries * width + 7) / 8;
            if (end > to || entries < 0) {
                throw new DamagedFileException("a page that ends before its levels do");
            }
            return new Levels(new PackedLevels(bytes, from, (int) end, width), (int) end);
        }
        if (encoding != Encoding.RLE || to - from < 4) {
            throw new DamagedFileException("levels with encoding " + encoding + " in " + (to - from) + " bytes");
        }
        int size = Bytes.getInt(bytes, from);
        if (size < 0 || size > to - from - 4) {
            throw new DamagedFileException("levels of " + size + " bytes in a page of " + (to - from - 4));
        }
        return new Levels(new RleDecoder(bytes, from + 4, from + 4 + size, width), from + 4 + size);
    }

    private static int width(int max) {
        return 32 - Integer.numberOfLeadingZeros(max);
    }

    private DataPage v2() {
        int repetitionBytes = header.repetitionBytes();
        int definitionBytes = header.definitionBytes();
        int size = header.size();
        long levelBytes = (long) repetitionBytes + definitionBytes;
        if (repetitionBytes < 0 || definitionBytes < 0 || levelBytes > Math.min(size, header.length())) {
            throw new DamagedFileException("levels of " + levelBytes + " bytes in a page of " + size);
        }
        int at = take();
        byte[] levels = input.array();
        int valuesAt = at + (int) levelBytes;
        int stored = size - (int) levelBytes;
        int length = header.length() - (int) levelBytes;
        byte[] values = levels;
        int from = valuesAt;
        if (header.compressed() && !codec.stored() && stored > 0) {
            values = plain(valuesAt, stored, length);
            from = 0;
        } else if (stored != length) {
            throw new DamagedFileException("a page of " + stored + " bytes that should have " + length);
        }
        return new DataPage(
                header.entries(),
                v2Levels(levels, at, repetitionBytes, leaf.maxRepetition()),
                v2Levels(levels, at + repetitionBytes, definitionBytes, leaf.maxDefinition()),
                encoding(header.encoding()),
                values,
                from,
                from + length);
    }

    private static LevelDecoder v2Levels(byte[] bytes, int from, int size, int max) {
        return max == 0 ? LevelDecoder.ZEROS : new RleDecoder(bytes, from, from + size, width(max));
    }

    private static Encoding encoding(@Nullable Encoding encoding) {
        if (encoding == null) {
            throw new DamagedFileException("a page of unknown encoding");
        }
        return encoding;
    }

    /** The page locations of a column in a row group, checked. */
    static final class PageIndex {
        private final java.util.List<PageLocation> pages;
        private final long groupRows;

        PageIndex(OffsetIndex offsets, Chunk chunk, long groupRows) {
            this.pages = offsets.getPage_locations();
            this.groupRows = groupRows;
            long at = chunk.start();
            long row = 0;
            for (PageLocation page : pages) {
                boolean rowFits =
                        page == pages.get(0) ? page.getFirst_row_index() == 0 : page.getFirst_row_index() >= row;
                if (page.getOffset() < at || page.getCompressed_page_size() < 0 || !rowFits) {
                    throw new DamagedFileException("a page index that is out of order");
                }
                at = page.getOffset() + page.getCompressed_page_size();
                row = page.getFirst_row_index();
            }
            if (pages.isEmpty() || at > chunk.end() || row > groupRows) {
                throw new DamagedFileException("a page index that does not fit its column");
            }
        }

        int pages() {
            return pages.size();
        }

        /** The file position of the first page. */
        long first() {
            return start(0);
        }

        long start(int page) {
            return pages.get(page).getOffset();
        }

        long end(int page) {
            return start(page) + pages.get(page).getCompressed_page_size();
        }

        /** The row of the group with which a page begins; the number of rows for the page after the last. */
        long firstRow(int page) {
            return page == pages.size() ? groupRows : pages.get(page).getFirst_row_index();
        }

        /** The last page that begins at or before a row. */
        int pageOf(long row) {
            int low = 0;
            int high = pages.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (firstRow(middle) <= row) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }
}
