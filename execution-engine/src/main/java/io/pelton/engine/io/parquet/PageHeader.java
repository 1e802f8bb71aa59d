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

    // Of each structure the fields that are numbers, a bit for each, all of which must be there
    private static final int DATA_NUMBERS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4;
    private static final int DICTIONARY_NUMBERS = 1 << 1 | 1 << 2;
    private static final int DATA_V2_NUMBERS = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6;
    private static final int COMPRESSED = 7;

    private final CompactInput input;

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
        while (true) {
            int field = input.next();
            if (field == 0) {
                break;
            }
            if (field <= CHECKSUM) {
                ofPage(field, input.i32());
            } else if (field == DATA || field == DICTIONARY || field == DATA_V2) {
                readValues(field);
            } else {
                input.skip();
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

    private void ofPage(int field, int value) {
        switch (field) {
            case TYPE -> type = type(value);
            case LENGTH -> length = value;
            case SIZE -> size = value;
            default -> {
                checksum = value;
                hasChecksum = true;
            }
        }
    }

    /**
     * Reads what the header says of values. There is one loop for the three structures, one call for the number of a field
     * and one for all numbers: calls in several places, each inlined, were the largest piece of code that the JVM had to
     * compile in a job over a table.
     */
    private void readValues(int kind) {
        int numbers = kind == DATA ? DATA_NUMBERS : kind == DICTIONARY ? DICTIONARY_NUMBERS : DATA_V2_NUMBERS;
        input.begin();
        if (kind == DATA_V2) {
            compressed = true;
        }
        int seen = 0;
        while (true) {
            int field = input.next();
            if (field == 0) {
                break;
            }
            if ((numbers & bit(field)) != 0) {
                ofValues(kind, field, input.i32());
            } else if (kind == DATA_V2 && field == COMPRESSED) {
                compressed = input.bool();
            } else {
                input.skip();
            }
            seen |= bit(field);
        }
        input.end();
        require(seen, numbers, names(kind));
    }

    private static String names(int kind) {
        return switch (kind) {
            case DATA -> "num_values and encodings";
            case DICTIONARY -> "num_values and encoding";
            default -> "num_values, encoding and lengths of levels";
        };
    }

    private void ofValues(int kind, int field, int value) {
        switch (kind) {
            case DATA -> {
                switch (field) {
                    case 1 -> data.entries = value;
                    case 2 -> data.encoding = Encoding.findByValue(value);
                    case 3 -> definitionEncoding = Encoding.findByValue(value);
                    default -> repetitionEncoding = Encoding.findByValue(value);
                }
            }
            case DICTIONARY -> {
                switch (field) {
                    case 1 -> dictionary.entries = value;
                    default -> dictionary.encoding = Encoding.findByValue(value);
                }
            }
            default -> {
                switch (field) {
                    case 1 -> dataV2.entries = value;
                    case 4 -> dataV2.encoding = Encoding.findByValue(value);
                    case 5 -> definitionBytes = value;
                    default -> repetitionBytes = value;
                }
            }
        }
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
