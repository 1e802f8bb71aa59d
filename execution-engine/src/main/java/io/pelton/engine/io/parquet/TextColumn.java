// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A column of texts or bytes. Values become numbers in a dictionary as long as that pays, by the rules of parquet-mr: it is
 * given up after the first page if page and dictionary together take no less than the values, and later when it is too
 * large. What does not pay in a full page is not tried again in the job's next row groups ({@link DictionaryMemory}).
 *
 * <p>Values are copied out of Arrow's memory in blocks, hashed and compared where they lie: there is no object for any.
 */
final class TextColumn implements ColumnTask {
    private static final int LEAST_ENCODER_BYTES = 64;
    /** A page in numbers may stand for so many pages' bytes, all of which are written if the dictionary is given up in it. */
    private static final int ENCODED_PAGES = 8;

    private final ColumnDescriptor descriptor;
    private final PageWriter pages;
    private final ParquetProperties properties;
    private final DictionaryMemory memory;
    private final boolean isNullable;
    private final Levels definitions;
    private final TextBounds bounds;
    private final TextBlock block;
    private final Room plain;
    private final TextDictionary dictionary;

    /** Whether values are written as numbers in the dictionary; otherwise as they are. */
    private boolean isEncoded;

    private int[] numbers = new int[0];
    /** The values of the page at hand, without nulls, and the bytes that they take as they are. */
    private int values;

    private long valueBytes;
    private int rows;
    /** The page at hand, from 1. */
    private int page = 1;
    /** What the last page in numbers needs of the dictionary. */
    private int entriesNeeded;

    private int entryBytesNeeded;

    TextColumn(
            Type type,
            ColumnDescriptor descriptor,
            PageWriter pages,
            ParquetProperties properties,
            BufferPool buffers,
            DictionaryMemory memory) {
        this.descriptor = descriptor;
        this.pages = pages;
        this.properties = properties;
        this.memory = memory;
        this.isNullable = !type.isRepetition(Repetition.REQUIRED);
        this.definitions = new Levels(descriptor.getMaxDefinitionLevel());
        this.bounds = new TextBounds(descriptor.getPrimitiveType());
        this.block = new TextBlock(buffers);
        this.plain = new Room(buffers);
        this.dictionary = new TextDictionary(buffers);
        this.isEncoded = !memory.isUnfit(descriptor);
    }

    /** Whether a column is of the kind that this class writes: a value a row, ordered by its bytes. */
    static boolean takes(Type type) {
        return type.isPrimitive()
                && !type.isRepetition(Repetition.REPEATED)
                && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && !(type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation);
    }

    @Override
    public void write(FieldVector column, int from, int to) {
        ValueVector vector = LeafValues.unwrap(column);
        boolean hasNulls = vector.getNullCount() > 0;
        int row = from;
        while (row < to) {
            int end = block.load(vector, row, Math.min(to, row + properties.getPageRowCountLimit() - rows));
            row = append(vector, hasNulls, row, end);
            if (rows >= properties.getPageRowCountLimit()) {
                endPage();
            }
        }
    }

    /** Adds loaded values, all of them or as many as fill the page's bytes; gives the row after them. */
    private int append(ValueVector vector, boolean hasNulls, int from, int to) {
        byte[] bytes = block.array();
        int present = 0;
        int row = from;
        while (row < to && !isFull()) {
            if (hasNulls && vector.isNull(row)) {
                if (!isNullable) {
                    throw ColumnTask.unexpectedNull(descriptor.getPath());
                }
                definitions.add(1, present);
                definitions.add(0, 1);
                present = 0;
                bounds.addNull();
            } else {
                add(bytes, block.start(row), block.end(row));
                present++;
            }
            row++;
        }
        definitions.add(1, present);
        rows += row - from;
        if (isFull()) {
            endPage();
        }
        return row;
    }

    private boolean isFull() {
        long pageBytes = properties.getPageSizeThreshold();
        return valueBytes >= (isEncoded ? ENCODED_PAGES * pageBytes : pageBytes);
    }

    private void add(byte[] bytes, int from, int to) {
        if (isEncoded) {
            addNumber(bytes, from, to);
        } else {
            bounds.add(bytes, from, to);
            int at = (int) valueBytes;
            int start = at + Integer.BYTES;
            byte[] target = plain.grow(at, Math.addExact(start, to - from));
            Bytes.putInt(target, at, to - from);
            Bytes.copy(bytes, from, target, start, to - from);
        }
        values++;
        valueBytes += Integer.BYTES + (to - from);
        if (isEncoded && dictionary.bytes() > properties.getDictionaryPageSizeThreshold()) {
            giveUpDictionary();
        }
    }

    private void addNumber(byte[] bytes, int from, int to) {
        int number = dictionary.numberOf(bytes, from, to);
        if (dictionary.isFirstOn(page, number)) {
            bounds.add(bytes, from, to);
        }
        if (values == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(256, 2 * values));
        }
        numbers[values] = number;
    }

    private void endPage() {
        if (rows == 0) {
            return;
        }
        if (isEncoded) {
            endEncodedPage();
        } else {
            writePlain();
        }
    }

    private void endEncodedPage() {
        int width = BytesUtils.getWidthFromMaxInt(dictionary.size() - 1);
        int expected = Math.max(LEAST_ENCODER_BYTES, (int) ((long) values * width / Byte.SIZE));
        try (RunLengthBitPackingHybridEncoder encoder = new RunLengthBitPackingHybridEncoder(
                width, expected, 2 * expected, HeapByteBufferAllocator.getInstance())) {
            for (int i = 0; i < values; i++) {
                encoder.writeInt(numbers[i]);
            }
            BytesInput encoded = BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), encoder.toBytes());
            if (page == 1 && encoded.size() + dictionary.bytes() >= valueBytes) {
                giveUpDictionary();
                writePlain();
                return;
            }
            entriesNeeded = dictionary.size();
            entryBytesNeeded = dictionary.bytes();
            write(encoded, Encoding.PLAIN_DICTIONARY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From this page on values are written as they are. */
    private void giveUpDictionary() {
        byte[] target = plain.grow(0, Math.toIntExact(valueBytes));
        int at = 0;
        for (int i = 0; i < values; i++) {
            at = dictionary.copy(numbers[i], target, at);
        }
        isEncoded = false;
        if (entriesNeeded == 0) {
            dictionary.close();
        }
    }

    /** A full first page without a dictionary, unless it is mostly nulls, tells what to expect of the next row groups. */
    private void writePlain() {
        boolean tells =
                rows >= properties.getPageRowCountLimit() || valueBytes >= properties.getPageSizeThreshold() / 2;
        if (page == 1 && tells && 2 * values >= rows) {
            memory.addUnfit(descriptor);
        }
        write(BytesInput.from(plain.bytes(), 0, (int) valueBytes), Encoding.PLAIN);
    }

    private void write(BytesInput content, Encoding encoding) {
        Statistics<?> statistics = bounds.finish();
        try {
            pages.writePage(
                    BytesInput.concat(definitions.bytes(), content),
                    rows,
                    rows,
                    statistics,
                    Encoding.RLE,
                    Encoding.RLE,
                    encoding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        definitions.reset();
        values = 0;
        valueBytes = 0;
        rows = 0;
        page++;
    }

    @Override
    public void flush() {
        endPage();
        if (entriesNeeded == 0) {
            return;
        }
        try {
            pages.writeDictionaryPage(new DictionaryPage(
                    BytesInput.from(dictionary.page(), 0, entryBytesNeeded), entriesNeeded, Encoding.PLAIN_DICTIONARY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        block.close();
        plain.close();
        dictionary.close();
    }

    @Override
    public long bufferedBytes() {
        long own = isEncoded ? (long) Integer.BYTES * values : valueBytes;
        return own + dictionary.page().length + definitions.bufferedBytes() + pages.getMemSize();
    }
}
