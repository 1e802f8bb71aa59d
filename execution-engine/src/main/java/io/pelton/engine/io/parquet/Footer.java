// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.parquet.ChunkInput.FileAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about itself, checked against itself.
 *
 * @param layout its columns
 * @param groups the row groups, in order
 * @param rows the rows of all groups
 * @param ordered the primitive columns whose bounds follow the order of their type, as the file says
 * @param bytes how long the footer is, as a measure of the memory it takes
 */
record Footer(Layout layout, List<Group> groups, long rows, BitSet ordered, int bytes) {
    private static final int TAIL_BYTES = 8;
    private static final int FIRST_READ_BYTES = 1 << 16;
    private static final int MAGIC_BYTES = 4;
    private static final int CAUSE_CHARS = 160;

    /**
     * A row group.
     *
     * @param number its place in the file
     * @param firstRow its first row, in the file
     * @param rows how many it has
     * @param chunks its columns, by {@link ReadNode.Leaf#index}
     */
    record Group(int number, long firstRow, long rows, List<Chunk> chunks) {
        long endRow() {
            return firstRow + rows;
        }
    }

    /**
     * Reads the end of a file.
     *
     * @param layout the columns of another file, which are this one's too if they are the same
     */
    static Footer read(String path, FileAccess file, @Nullable Layout layout) {
        try {
            return parse(path, file, layout);
        } catch (PeltonException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ReadErrors.damaged(path, "footer", e);
        }
    }

    private static Footer parse(String path, FileAccess file, @Nullable Layout layout) {
        long length = file.length();
        if (length < TAIL_BYTES + MAGIC_BYTES) {
            throw ReadErrors.notParquet(path, "a file of " + length + " bytes");
        }
        byte[] end = new byte[(int) Math.min(length, FIRST_READ_BYTES)];
        file.readFully(length - end.length, end, 0, end.length);
        checkMagic(path, end);
        int size = Bytes.getInt(end, end.length - TAIL_BYTES);
        if (size <= 0 || size > length - TAIL_BYTES - MAGIC_BYTES) {
            throw new DamagedFileException("a footer of " + size + " bytes in a file of " + length);
        }
        byte[] footer = end;
        if (size + TAIL_BYTES > end.length) {
            footer = new byte[size + TAIL_BYTES];
            file.readFully(length - footer.length, footer, 0, size);
        }
        FileMetaData meta = decode(footer, footer.length - TAIL_BYTES - size, size);
        if (meta.isSetEncryption_algorithm()) {
            throw encrypted(path);
        }
        return of(meta, Layout.of(meta, layout), length - TAIL_BYTES - size, size);
    }

    private static void checkMagic(String path, byte[] end) {
        String magic = new String(end, end.length - MAGIC_BYTES, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
        if (magic.equals("PARE")) {
            throw encrypted(path);
        }
        if (!magic.equals("PAR1")) {
            throw ReadErrors.notParquet(path, "an end of other bytes");
        }
    }

    private static PeltonException encrypted(String path) {
        return PeltonException.user(
                "Cannot read " + path + ": expected plain Parquet but found an encrypted file." + " Decrypt it first.");
    }

    private static FileMetaData decode(byte[] bytes, int from, int size) {
        try {
            // Thrift counts what its structures take in memory, which is more than their bytes.
            int budget = (int) Math.min(Integer.MAX_VALUE - 64L, 64L * size + (1 << 20));
            return Util.readFileMetaData(new ByteArrayInputStream(bytes, from, size), budget);
        } catch (IOException e) {
            throw new DamagedFileException("a footer that cannot be read (" + shortened(e) + ")", e);
        }
    }

    /** Thrift tells all that it has read of a structure. */
    private static String shortened(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.length() <= CAUSE_CHARS ? message : message.substring(0, CAUSE_CHARS) + "...";
    }

    private static Footer of(FileMetaData meta, Layout layout, long dataEnd, int bytes) {
        BitSet ordered = ordered(meta);
        List<Group> groups = groups(meta, layout.leaves(), ordered, dataEnd);
        long rows = groups.isEmpty() ? 0 : groups.get(groups.size() - 1).endRow();
        if (rows != meta.getNum_rows()) {
            throw new DamagedFileException(meta.getNum_rows() + " rows where the row groups have " + rows);
        }
        return new Footer(layout, groups, rows, ordered, bytes);
    }

    private static BitSet ordered(FileMetaData meta) {
        BitSet ordered = new BitSet();
        for (int i = 0; i < meta.getColumn_ordersSize(); i++) {
            ColumnOrder order = meta.getColumn_orders().get(i);
            // The two differ in NaN and in the sign of zero, which bounds here do not rely on.
            ordered.set(i, order.isSetTYPE_ORDER() || order.isSetIEEE_754_TOTAL_ORDER());
        }
        return ordered;
    }

    private static List<Group> groups(FileMetaData meta, List<ReadNode.Leaf> leaves, BitSet ordered, long dataEnd) {
        List<Group> groups = new ArrayList<>();
        long row = 0;
        for (RowGroup group : meta.getRow_groups()) {
            long rows = group.getNum_rows();
            if (rows < 0 || group.getColumns().size() != leaves.size()) {
                throw new DamagedFileException("a row group of " + rows + " rows and "
                        + group.getColumns().size() + " columns where there are " + leaves.size());
            }
            List<Chunk> chunks = new ArrayList<>(leaves.size());
            for (int i = 0; i < leaves.size(); i++) {
                ColumnChunk chunk = group.getColumns().get(i);
                check(chunk, leaves.get(i), rows, dataEnd);
                chunks.add(Chunk.of(chunk, leaves.get(i).type(), ordered.get(i)));
            }
            groups.add(new Group(groups.size(), row, rows, chunks));
            row = Math.addExact(row, rows);
        }
        return groups;
    }

    private static void check(ColumnChunk chunk, ReadNode.Leaf leaf, long rows, long dataEnd) {
        ColumnMetaData meta = chunk.getMeta_data();
        if (meta == null || chunk.isSetFile_path()) {
            throw new DamagedFileException("column " + leaf.path() + " without data in this file");
        }
        if (meta.getType() != leaf.type().physical() || !leaf.path().equals(meta.getPath_in_schema())) {
            throw new DamagedFileException("column " + meta.getPath_in_schema() + " of type " + meta.getType()
                    + " where the schema has " + leaf.path() + " of type "
                    + leaf.type().physical());
        }
        if (meta.getNum_values() < rows || leaf.maxRepetition() == 0 && meta.getNum_values() != rows) {
            throw new DamagedFileException(
                    "column " + leaf.path() + " with " + meta.getNum_values() + " values in " + rows + " rows");
        }
        long start = Chunk.startOf(meta);
        long size = meta.getTotal_compressed_size();
        if (rows > 0 && (start < MAGIC_BYTES || size < 0 || size > dataEnd - start)) {
            throw new DamagedFileException("column " + leaf.path() + " at bytes " + start + " to " + (start + size)
                    + " where data ends at " + dataEnd);
        }
        if (meta.getCodec() == null) {
            throw new DamagedFileException("column " + leaf.path() + " of unknown compression");
        }
    }
}
