// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.io.parquet.ChunkInput.FileAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.IndexPageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PageHeaderTest {
    private static final String FILE = "test.parquet";
    private static final int HEADERS = 2_000;
    private static final int DAMAGED = 20_000;

    @Test
    void headersAreReadAsParquetWritesThem() throws IOException {
        Random random = new Random(11);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        org.apache.parquet.format.PageHeader[] written = new org.apache.parquet.format.PageHeader[HEADERS];
        for (int i = 0; i < HEADERS; i++) {
            written[i] = header(random);
            Util.writePageHeader(written[i], all);
        }
        try (Room room = new Room(new BufferPool())) {
            ChunkInput input = input(all.toByteArray(), room);
            PageHeader header = new PageHeader(input);
            for (org.apache.parquet.format.PageHeader expected : written) {
                header.read();
                assertEqual(header, expected);
            }
            assertThat(input.remaining()).isZero();
        }
    }

    @Test
    void headerTakesOneReadOfTheFile() throws IOException {
        DataPageHeader data = new DataPageHeader(7, Encoding.PLAIN, Encoding.RLE, Encoding.RLE);
        byte[] header = bytes(page(PageType.DATA_PAGE, new Random(17)).setData_page_header(data));
        byte[] written = Arrays.copyOf(header, 1000);
        List<Integer> reads = new ArrayList<>();
        try (Room room = new Room(new BufferPool())) {
            FileStore.RandomAccess file = new FileStore.RandomAccess() {
                @Override
                public long length() {
                    return written.length;
                }

                @Override
                public void readFully(long position, byte[] target, int offset, int length) {
                    reads.add(length);
                    System.arraycopy(written, (int) position, target, offset, length);
                }

                @Override
                public void close() {}
            };
            ChunkInput input = new ChunkInput(new FileAccess(FILE, file), 1, room);
            input.seek(0, written.length);
            new PageHeader(input).read();
        }
        assertThat(reads).containsExactly(256);
    }

    private static void assertEqual(PageHeader header, org.apache.parquet.format.PageHeader expected) {
        assertThat(header.type()).isEqualTo(expected.getType());
        assertThat(header.size()).isEqualTo(expected.getCompressed_page_size());
        assertThat(header.length()).isEqualTo(expected.getUncompressed_page_size());
        assertThat(header.hasChecksum()).isEqualTo(expected.isSetCrc());
        if (expected.isSetCrc()) {
            assertThat(header.checksum()).isEqualTo(expected.getCrc());
        }
        switch (expected.getType()) {
            case DATA_PAGE -> {
                DataPageHeader data = expected.getData_page_header();
                assertThat(header.entries()).isEqualTo(data.getNum_values());
                assertThat(header.encoding()).isEqualTo(data.getEncoding());
                assertThat(header.definitionEncoding()).isEqualTo(data.getDefinition_level_encoding());
                assertThat(header.repetitionEncoding()).isEqualTo(data.getRepetition_level_encoding());
            }
            case DICTIONARY_PAGE -> {
                DictionaryPageHeader dictionary = expected.getDictionary_page_header();
                assertThat(header.entries()).isEqualTo(dictionary.getNum_values());
                assertThat(header.encoding()).isEqualTo(dictionary.getEncoding());
            }
            case DATA_PAGE_V2 -> {
                DataPageHeaderV2 data = expected.getData_page_header_v2();
                assertThat(header.entries()).isEqualTo(data.getNum_values());
                assertThat(header.encoding()).isEqualTo(data.getEncoding());
                assertThat(header.definitionBytes()).isEqualTo(data.getDefinition_levels_byte_length());
                assertThat(header.repetitionBytes()).isEqualTo(data.getRepetition_levels_byte_length());
                assertThat(header.compressed()).isEqualTo(data.isIs_compressed());
            }
            default -> {}
        }
    }

    @Test
    void headerThatEndsTooEarlyIsAnError() throws IOException {
        Random random = new Random(12);
        for (int i = 0; i < 100; i++) {
            byte[] whole = bytes(header(random));
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> read(part))
                        .isInstanceOf(DamagedFileException.class)
                        .hasMessageStartingWith("a page header that cannot be read (");
            }
        }
    }

    @Test
    void damagedHeaderIsReadOrAnErrorAndNothingElse() throws IOException {
        Random random = new Random(13);
        int errors = 0;
        for (int i = 0; i < DAMAGED; i++) {
            byte[] bytes = bytes(header(random));
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                read(bytes);
            } catch (DamagedFileException expected) {
                errors++;
            }
        }
        assertThat(errors).isBetween(DAMAGED / 10, DAMAGED);
    }

    @Test
    void noiseIsReadOrAnErrorAndNothingElse() {
        Random random = new Random(14);
        for (int i = 0; i < DAMAGED; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThatThrownBy(() -> {
                        read(bytes);
                        throw new DamagedFileException("noise may make sense");
                    })
                    .isInstanceOf(DamagedFileException.class);
        }
    }

    /** What later versions of the format may add, in every type that there is, is passed over. */
    @Test
    void fieldsThatAreNotKnownArePassedOver() throws IOException {
        byte[] known = bytes(dataPage(new Random(15)));
        int[] unknown = {
            0xF1, // field 1 + 15 or so: true
            0x12, // false
            0x13, 0x7F, // a byte
            0x14, 0x80, 0x01, // 16 bits
            0x16, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, // 64 bits
            0x17, 1, 2, 3, 4, 5, 6, 7, 8, // a double
            0x18, 3, 'a', 'b', 'c', // a text
            0x19, 0x21, 1, 2, // two truth values
            0x1A, 0xF5, 0x10, 2, 4, 6, 8, 2, 4, 6, 8, 2, 4, 6, 8, 2, 4, 6, 8, // a set of sixteen integers
            0x1B, 0, // no entries
            0x1B, 1, 0x5C, 2, 0x15, 2, 0, // an integer and a structure
            0x1C, 0x19, 0x19, 0x13, 9, 0, // a structure with a list of lists
            0x1D, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, // sixteen bytes
            0x05, 0xD0, 0x0F, 2, // field 1000
            0x05, 8, 12, // field 4, the checksum
            0
        };
        byte[] both = Arrays.copyOf(known, known.length - 1 + unknown.length);
        for (int i = 0; i < unknown.length; i++) {
            both[known.length - 1 + i] = (byte) unknown[i];
        }
        try (Room room = new Room(new BufferPool())) {
            ChunkInput input = input(both, room);
            PageHeader header = new PageHeader(input);
            header.read();

            assertThat(header.type()).isEqualTo(PageType.DATA_PAGE);
            assertThat(header.checksum()).isEqualTo(6);
            assertThat(input.remaining()).isZero();
        }
    }

    /** Fields may come in any order and by their whole numbers; what belongs to pages of other types changes nothing. */
    @Test
    void headerOfItsTypeCounts() {
        int[] bytes = {
            0x8C, 0x15, 40, 0x35, 4, 0x15, 8, 0x15, 6, 0, // data_page_header_v2: 20 values
            0x0C, 14, 0x15, 20, 0x15, 0, 0, // dictionary_page_header: 10 values, plain
            0x0C, 10, 0x15, 60, 0x15, 4, 0x15, 6, 0x15, 6, 0x1C, 0x18, 1, 'a', 0, 0, // data_page_header: 30
            0x05, 6, 80, 0x05, 4, 90, 0x05, 2, 0, // the page's bytes and type
            0
        };
        byte[] header = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            header[i] = (byte) bytes[i];
        }
        assertThat(read(header).entries()).isEqualTo(30);
        assertThat(read(header).encoding()).isEqualTo(Encoding.PLAIN_DICTIONARY);
        assertThat(read(header).size()).isEqualTo(40);
        assertThat(read(header).length()).isEqualTo(45);
        header[header.length - 2] = 4;
        assertThat(read(header).entries()).isEqualTo(10);
        assertThat(read(header).encoding()).isEqualTo(Encoding.PLAIN);
        header[header.length - 2] = 6;
        assertThat(read(header).entries()).isEqualTo(20);
        assertThat(read(header).definitionBytes()).isEqualTo(4);
    }

    /** What parquet-format reads from damaged bytes is read, or is an error, but never something else. */
    @Test
    void damagedHeaderIsReadAsParquetReadsIt() throws IOException {
        Random random = new Random(17);
        int same = 0;
        for (int i = 0; i < DAMAGED; i++) {
            byte[] bytes = bytes(header(random));
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            org.apache.parquet.format.PageHeader expected;
            PageHeader found;
            try {
                expected = Util.readPageHeader(new java.io.ByteArrayInputStream(bytes));
                found = read(bytes);
            } catch (IOException | RuntimeException e) {
                continue;
            }
            assertEqual(found, expected);
            same++;
        }
        assertThat(same).isGreaterThan(DAMAGED / 10);
    }

    /** A text of which the length is damaged is passed over, not loaded. */
    @Test
    void longTextTakesNoMemory() {
        byte[] bytes = new byte[8 << 20];
        System.arraycopy(new byte[] {(byte) 0x98, (byte) 0x80, (byte) 0x80, (byte) 0x80, 3}, 0, bytes, 0, 5);
        BufferPool buffers = new BufferPool();
        try (Room room = new Room(buffers)) {
            PageHeader header = new PageHeader(input(bytes, room));
            assertThatThrownBy(header::read).hasMessageContaining("it lacks type");
        }
        assertThat(buffers.idleBytes()).isLessThan(64 << 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1C, 0x19, 0x1A})
    void structuresWithoutEndAreAnErrorAndNoOverflow(int head) {
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, (byte) head);
        bytes[0] = (byte) (0x80 | head);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("structures in more than 32 others");
    }

    @Test
    void headerOfAnotherPageLeavesNothingBehind() throws IOException {
        org.apache.parquet.format.PageHeader first = dataPage(new Random(16)).setCrc(7);
        org.apache.parquet.format.PageHeader second =
                new org.apache.parquet.format.PageHeader(PageType.DATA_PAGE, 1, 1);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(bytes(first));
        both.write(bytes(second));
        try (Room room = new Room(new BufferPool())) {
            PageHeader header = new PageHeader(input(both.toByteArray(), room));
            header.read();
            assertThat(header.hasChecksum()).isTrue();
            assertThatThrownBy(header::read)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessage("a page header that cannot be read (it lacks data_page_header)");
        }
    }

    @Test
    void whatIsMissingOrImpossibleIsNamed() throws IOException {
        assertThatThrownBy(() -> read(new byte[] {0x15, 0, 0}))
                .hasMessageContaining("it lacks type, uncompressed_page_size and compressed_page_size");
        assertThatThrownBy(() -> read(new byte[] {0x15, 0x40, 0})).hasMessageContaining("its page is of type 32");
        assertThatThrownBy(() -> read(new byte[] {0x16, 0, 0})).hasMessageContaining("field 1 has type 6 instead of 5");
        assertThatThrownBy(() -> read(new byte[] {0x5C, 0x15, 2, 0}))
                .hasMessageContaining("it lacks num_values and encodings");
        assertThatThrownBy(() -> read(new byte[] {0x7C, 0x15, 2, 0}))
                .hasMessageContaining("it lacks num_values and encoding)");
        assertThatThrownBy(() -> read(new byte[] {(byte) 0x8C, 0x15, 2, 0}))
                .hasMessageContaining("it lacks num_values, encoding and lengths of levels");
        for (PageType type : PageType.values()) {
            byte[] alone = bytes(new org.apache.parquet.format.PageHeader(type, 4, 4));
            if (type == PageType.INDEX_PAGE) {
                assertThat(read(alone).type()).isEqualTo(type);
            } else {
                assertThatThrownBy(() -> read(alone))
                        .hasMessageContaining("it lacks d")
                        .hasMessageContaining("_page_header");
            }
        }
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0xFF);
        endless[0] = 0x15;
        assertThatThrownBy(() -> read(endless)).hasMessageContaining("an integer of more than 64 bits");
        byte[] negative = bytes(new org.apache.parquet.format.PageHeader(PageType.INDEX_PAGE, 4, -4)
                .setIndex_page_header(new IndexPageHeader()));
        assertThatThrownBy(() -> read(negative)).hasMessage("a page of -4 bytes");
    }

    private static PageHeader read(byte[] bytes) {
        try (Room room = new Room(new BufferPool())) {
            PageHeader header = new PageHeader(input(bytes, room));
            header.read();
            return header;
        }
    }

    private static ChunkInput input(byte[] bytes, Room room) {
        InMemoryFileStore store = new InMemoryFileStore();
        store.createExclusive(FILE, bytes);
        try {
            ChunkInput input = new ChunkInput(new FileAccess(FILE, store.openRandom(FILE)), 512, room);
            input.seek(0, bytes.length);
            return input;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(org.apache.parquet.format.PageHeader header) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writePageHeader(header, out);
        return out.toByteArray();
    }

    private static org.apache.parquet.format.PageHeader header(Random random) {
        switch (random.nextInt(4)) {
            case 0:
                return dataPage(random);
            case 1:
                org.apache.parquet.format.PageHeader dictionary = page(PageType.DICTIONARY_PAGE, random);
                return dictionary.setDictionary_page_header(new DictionaryPageHeader(random.nextInt(), encoding(random))
                        .setIs_sorted(random.nextBoolean()));
            case 2:
                DataPageHeaderV2 data = new DataPageHeaderV2(
                        random.nextInt(),
                        random.nextInt(),
                        random.nextInt(),
                        encoding(random),
                        random.nextInt(),
                        random.nextInt());
                if (random.nextBoolean()) {
                    data.setIs_compressed(random.nextBoolean());
                }
                if (random.nextBoolean()) {
                    data.setStatistics(statistics(random));
                }
                return page(PageType.DATA_PAGE_V2, random).setData_page_header_v2(data);
            default:
                return page(PageType.INDEX_PAGE, random).setIndex_page_header(new IndexPageHeader());
        }
    }

    private static org.apache.parquet.format.PageHeader dataPage(Random random) {
        DataPageHeader data =
                new DataPageHeader(random.nextInt(), encoding(random), encoding(random), encoding(random));
        if (random.nextBoolean()) {
            data.setStatistics(statistics(random));
        }
        return page(PageType.DATA_PAGE, random).setData_page_header(data);
    }

    private static org.apache.parquet.format.PageHeader page(PageType type, Random random) {
        org.apache.parquet.format.PageHeader page = new org.apache.parquet.format.PageHeader(
                type, random.nextInt(Integer.MAX_VALUE), random.nextInt(Integer.MAX_VALUE));
        if (random.nextBoolean()) {
            page.setCrc(random.nextInt());
        }
        return page;
    }

    private static Statistics statistics(Random random) {
        byte[] bound = new byte[random.nextInt(300)];
        random.nextBytes(bound);
        return new Statistics()
                .setNull_count(random.nextLong())
                .setMax(bound)
                .setMin_value(bound)
                .setIs_max_value_exact(random.nextBoolean());
    }

    private static Encoding encoding(Random random) {
        return Encoding.values()[random.nextInt(Encoding.values().length)];
    }
}
