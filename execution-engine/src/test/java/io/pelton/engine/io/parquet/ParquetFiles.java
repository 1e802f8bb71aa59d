// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.FileStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Writes test files with parquet-mr, and reads them with it and with Pelton. */
final class ParquetFiles {
    private ParquetFiles() {}

    /** Writes rows to a new file. */
    static void write(
            Path path, MessageType schema, Iterable<Group> rows, Consumer<ExampleParquetWriter.Builder> options)
            throws IOException {
        Files.deleteIfExists(path);
        ExampleParquetWriter.Builder builder = ExampleParquetWriter.builder(new LocalOutputFile(path))
                .withConf(new PlainParquetConfiguration())
                .withType(schema);
        options.accept(builder);
        try (ParquetWriter<Group> writer = builder.build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
    }

    /** All rows as parquet-mr reads them. */
    static List<Map<String, @Nullable Object>> expected(Path path) throws IOException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = new GroupReader(path).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(Plain.of(row));
            }
        }
        return rows;
    }

    private static final class GroupReader extends ParquetReader.Builder<Group> {
        GroupReader(Path path) {
            super(new LocalInputFile(path), new PlainParquetConfiguration());
        }

        @Override
        protected GroupReadSupport getReadSupport() {
            return new GroupReadSupport();
        }
    }

    static ParquetReadable readable(Path... paths) {
        return readable(FileStores.standard(), paths);
    }

    static ParquetReadable readable(FileStore store, Path... paths) {
        List<String> names = new ArrayList<>();
        for (Path path : paths) {
            names.add(path.toString());
        }
        return new ParquetReadable(store, new ParquetSource(names));
    }

    static List<String> columns(ParquetReadable source) {
        List<String> names = new ArrayList<>();
        source.schema().getFields().forEach(f -> names.add(f.getName()));
        return names;
    }

    /** What to read of a single file. */
    record Slice(long from, long to, int batchRows, long batchBytes) {}

    /** Everything. */
    static List<Map<String, @Nullable Object>> read(ParquetReadable source) throws IOException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (SourcePart part : source.parts()) {
            rows.addAll(
                    read(source, part, new Slice(0, source.layout(part).rows(), 1000, 1 << 20), columns(source), null));
        }
        return rows;
    }

    /** Some rows of a part; fails on a leak, on an empty or too large batch and on a position that does not fit. */
    static List<Map<String, @Nullable Object>> read(
            ParquetReadable source, SourcePart part, Slice slice, List<String> columns, @Nullable Expr predicate)
            throws IOException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator()) {
            ReadRequest request = new ReadRequest(
                    slice.from,
                    slice.to,
                    columns,
                    Optional.ofNullable(predicate),
                    slice.batchRows,
                    slice.batchBytes,
                    allocator);
            try (BatchReader reader = source.open(part, request)) {
                checkPosition(reader, slice.from, slice.from);
                for (RecordBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    addRows(batch, slice, rows);
                    checkPosition(reader, predicate == null ? slice.from + rows.size() : -1, slice.from + rows.size());
                }
                checkPosition(reader, slice.to, slice.to);
            }
        }
        return rows;
    }

    private static void checkPosition(BatchReader reader, long exact, long least) {
        if (exact >= 0 && reader.position() != exact || reader.position() < least) {
            throw new AssertionError(
                    "position " + reader.position() + " instead of " + exact + " or at least " + least);
        }
    }

    private static void addRows(RecordBatch batch, Slice slice, List<Map<String, @Nullable Object>> rows) {
        try (batch) {
            checkRows(batch, slice);
            for (int i = 0; i < batch.rowCount(); i++) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (FieldVector vector : batch.columns()) {
                    row.put(vector.getName(), Plain.of(vector, i));
                }
                rows.add(row);
            }
        }
    }

    private static void checkRows(RecordBatch batch, Slice slice) {
        if (batch.rowCount() < 1 || batch.rowCount() > slice.batchRows) {
            throw new AssertionError("a batch of " + batch.rowCount() + " rows");
        }
        for (FieldVector vector : batch.columns()) {
            if (validates(vector.getField())) {
                vector.validate();
            }
        }
    }

    /** Arrow's own validation knows no maps and half floats, and refuses decimals of the full precision. */
    private static boolean validates(Field field) {
        return !(field.getType() instanceof ArrowType.Map)
                && !(field.getType() instanceof ArrowType.Decimal)
                && !field.getType().equals(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF))
                && field.getChildren().stream().allMatch(ParquetFiles::validates);
    }
}
