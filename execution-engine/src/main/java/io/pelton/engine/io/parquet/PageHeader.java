// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * The header of the page at hand, read again and again into the same fields: {@code PageHeader} of {@code parquet.thrift} in
 * apache/parquet-format, but for what nobody asks for here, such as statistics.
 */
final class PageHeader {
    private static final int TYPE = 1;
    private static final int LENGTH = 2;
    private static final int SIZE = 3;
    private static final int CHECKSUM = 4;
    private static final int DATA = 5;
    private static final int DICTIONARY = 7;
    private static final int DATA_V2 = 8;

    private final CompactInput input;
    /** Which fields of the structure that is being read were there, a bit for each. */
    private int seen;

    private PageType type = PageType.INDEX_PAGE;
    private int size;
    private int length;
    private boolean hasChecksum;
    private int checksum;

    private final Values data = new Values();
    private final Values dataV2 = new Values();
    private final Values dictionary = new Values();
    /** Of these the one that belongs to the page's type; a header may hold others too. */
    private Values values = data;

    private @Nullable Encoding definitionEncoding;
    private @Nullable Encoding repetitionEncoding;
    private int definitionBytes;
    private int repetitionBytes;
    private boolean compressed;

    /** How many values a page has, and how they lie. */
    private static final class Values {
        int entries;

        @Nullable
        Encoding encoding;
    }

    PageHeader(ChunkInput input) {
        this.input = new CompactInput(input);
    }

    /**
     * Reads the header that is next.
     *
     * @throws DamagedFileException if there is none
     */
    void read() {
        input.restart();
        hasChecksum = false;
        int fields = 0;
        for (int field = input.next(); field != 0; field = input.next()) {
            switch (field) {
                case TYPE -> type = type(input.i32());
                case LENGTH -> length = input.i32();
                case SIZE -> size = input.i32();
                case CHECKSUM -> {
                    checksum = input.i32();
                    hasChecksum = true;
                }
                case DATA -> readData();
                case DICTIONARY -> readDictionary();
                case DATA_V2 -> readDataV2();
                default -> input.skip();
            }
            fields |= bit(field);
        }
        require(fields, 1 << TYPE | 1 << LENGTH | 1 << SIZE, "type, uncompressed_page_size and compressed_page_size");
        switch (type) {
            case DATA_PAGE -> {
                require(fields, 1 << DATA, "data_page_header");
                values = data;
            }
            case DICTIONARY_PAGE -> {
                require(fields, 1 << DICTIONARY, "dictionary_page_header");
                values = dictionary;
            }
            case DATA_PAGE_V2 -> {
                require(fields, 1 << DATA_V2, "data_page_header_v2");
                values = dataV2;
            }
            default -> {}
        }
        if (size < 0 || length < 0) {
            throw new DamagedFileException("a page of " + Math.min(size, length) + " bytes");
        }
    }

    private void readData() {
        begin();
        for (int field = next(); field != 0; field = next()) {
            switch (field) {
                case 1 -> data.entries = input.i32();
                case 2 -> data.encoding = readEncoding();
                case 3 -> definitionEncoding = readEncoding();
                case 4 -> repetitionEncoding = readEncoding();
                default -> input.skip();
            }
        }
        input.end();
        require(seen, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4, "num_values and encodings");
    }

    private void readDictionary() {
        begin();
        for (int field = next(); field != 0; field = next()) {
            switch (field) {
                case 1 -> dictionary.entries = input.i32();
                case 2 -> dictionary.encoding = readEncoding();
                default -> input.skip();
            }
        }
        input.end();
        require(seen, 1 << 1 | 1 << 2, "num_values and encoding");
    }

    private void readDataV2() {
        begin();
        compressed = true;
        for (int field = next(); field != 0; field = next()) {
            switch (field) {
                case 1 -> dataV2.entries = input.i32();
                case 4 -> dataV2.encoding = readEncoding();
                case 5 -> definitionBytes = input.i32();
                case 6 -> repetitionBytes = input.i32();
                case 7 -> compressed = input.bool();
                default -> input.skip();
            }
        }
        input.end();
        require(seen, 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6, "num_values, encoding and lengths of levels");
    }

    private void begin() {
        input.begin();
        seen = 0;
    }

    private int next() {
        int field = input.next();
        seen |= bit(field);
        return field;
    }

    private static int bit(int field) {
        return field < Integer.SIZE ? 1 << field : 0;
    }

    private static void require(int fields, int needed, String names) {
        if ((fields & needed) != needed) {
            throw CompactInput.unreadable("it lacks " + names);
        }
    }

    private static PageType type(int number) {
        PageType type = PageType.findByValue(number);
        if (type == null) {
            throw CompactInput.unreadable("its page is of type " + number);
        }
        return type;
    }

    private @Nullable Encoding readEncoding() {
        return Encoding.findByValue(input.i32());
    }

    PageType type() {
        return type;
    }

    /** The bytes of the page in the file, 0 or more. */
    int size() {
        return size;
    }

    /** The bytes of the page when it is no longer compressed, 0 or more. */
    int length() {
        return length;
    }

    /** Whether there is a {@link #checksum}. */
    boolean hasChecksum() {
        return hasChecksum;
    }

    /** The CRC-32 of the page in the file. */
    int checksum() {
        return checksum;
    }

    /** The values of the page, nulls too; of any size, since this is what the file says. */
    int entries() {
        return values.entries;
    }

    /** How values lie; null for a way that is not known. */
    @Nullable
    Encoding encoding() {
        return values.encoding;
    }

    /** Of a page of the first version, how definition levels lie. */
    @Nullable
    Encoding definitionEncoding() {
        return definitionEncoding;
    }

    /** Of a page of the first version, how repetition levels lie. */
    @Nullable
    Encoding repetitionEncoding() {
        return repetitionEncoding;
    }

    /** Of a page of the second version, the bytes of its definition levels. */
    int definitionBytes() {
        return definitionBytes;
    }

    /** Of a page of the second version, the bytes of its repetition levels. */
    int repetitionBytes() {
        return repetitionBytes;
    }

    /** Of a page of the second version, whether its values are compressed. */
    boolean compressed() {
        return compressed;
    }
}
