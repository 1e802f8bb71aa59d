// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.parquet.ChunkInput.FileAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * What a file says about itself, checked against itself.
 *
 * @param columns by name, in the file's order
 * @param schema the Arrow types of {@code columns}
 * @param groups the row groups, in order
 * @param rows the rows of all groups
 * @param ordered the primitive columns whose bounds follow the order of their type, as the file says
 * @param bytes how long the footer is, as a measure of the memory it takes
 */
record Footer(Map<String, ReadNode> columns, Schema schema, List<Group> groups, long rows, BitSet ordered, int bytes) {
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
    record Group(int number, long firstRow, long rows, List<ColumnChunk> chunks) {
        long endRow() {
            return firstRow + rows;
        }
    }

    /** Reads the end of a file. */
    static Footer read(String path, FileAccess file) {
        try {
            return parse(path, file);
        } catch (PeltonException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ReadErrors.damaged(path, "footer", e);
        }
    }

    private static Footer parse(String path, FileAccess file) {
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
        return of(path, decode(footer, footer.length - TAIL_BYTES - size, size), length - TAIL_BYTES - size, size);
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

    private static Footer of(String path, FileMetaData meta, long dataEnd, int bytes) {
        if (meta.isSetEncryption_algorithm()) {
            throw encrypted(path);
        }
        Map<String, ReadNode> columns = new LinkedHashMap<>();
        List<Field> fields = new ArrayList<>();
        for (ReadNode column : ArrowHint.apply(meta, SchemaReader.read(meta.getSchema()))) {
            if (columns.put(column.field().getName(), column) != null) {
                throw new DamagedFileException("two columns '" + column.field().getName() + "'");
            }
            fields.add(column.field());
        }
        List<ReadNode.Leaf> leaves = new ArrayList<>();
        columns.values().forEach(c -> addLeaves(c, leaves));
        List<Group> groups = groups(meta, leaves, dataEnd);
        long rows = groups.isEmpty() ? 0 : groups.get(groups.size() - 1).endRow();
        if (rows != meta.getNum_rows()) {
            throw new DamagedFileException(meta.getNum_rows() + " rows where the row groups have " + rows);
        }
        return new Footer(columns, new Schema(fields), groups, rows, ordered(meta), bytes);
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

    /** The primitive columns below a node, in order. */
    static void addLeaves(ReadNode node, List<ReadNode.Leaf> leaves) {
        if (node instanceof ReadNode.Leaf leaf) {
            leaves.add(leaf);
        } else if (node instanceof ReadNode.Struct struct) {
            struct.children().forEach(c -> addLeaves(c, leaves));
        } else if (node instanceof ReadNode.Repeated repeated) {
            addLeaves(repeated.element(), leaves);
        }
    }

    private static List<Group> groups(FileMetaData meta, List<ReadNode.Leaf> leaves, long dataEnd) {
        List<Group> groups = new ArrayList<>();
        long row = 0;
        for (RowGroup group : meta.getRow_groups()) {
            long rows = group.getNum_rows();
            if (rows < 0 || group.getColumns().size() != leaves.size()) {
                throw new DamagedFileException("a row group of " + rows + " rows and "
                        + group.getColumns().size() + " columns where there are " + leaves.size());
            }
            for (int i = 0; i < leaves.size(); i++) {
                check(group.getColumns().get(i), leaves.get(i), rows, dataEnd);
            }
            groups.add(new Group(groups.size(), row, rows, group.getColumns()));
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
        long start = PageReader.startOf(meta);
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
