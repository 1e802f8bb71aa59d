// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;

/** Reading alone: every column of a Parquet file, decoded into Arrow vectors whose bytes are counted. */
final class ScanWorkload implements Workload {
    private static final int PASSES = 8;
    private static final int PEER_WARM_PASSES = 1;
    private static final String COUNTS = "count.txt";

    private final String id;
    private final String what;
    private final Table table;

    private ScanWorkload(String id, String what, Table table) {
        this.id = id;
        this.what = what;
        this.table = table;
    }

    /** What is read. */
    interface Table {
        /** Where it is kept, or will be. */
        Path file(Path data, long rows);

        /** Makes the file, unless it is there. */
        void prepare(Path file, long rows) throws Exception;

        /** How many rows it has when so many are asked for. */
        default long rows(long asked) {
            return asked;
        }

        /** Passes until most of the code is compiled: the smaller the table, the more. */
        default int warmPasses() {
            return 32;
        }

        /** Why there is none, and what to do so that there is. */
        default Optional<String> missing() {
            return Optional.empty();
        }
    }

    private record Seeded(Compression compression) implements Table {
        String codec() {
            return compression.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Path file(Path data, long rows) {
            return data.resolve(rows + "-" + codec() + ".parquet");
        }

        @Override
        public void prepare(Path file, long rows) throws IOException {
            ScanTable.write(file, rows, compression);
        }
    }

    /** Of a table that is made, with a page codec. */
    static ScanWorkload ofSeeded(Compression compression) {
        Seeded table = new Seeded(compression);
        return new ScanWorkload(
                compression == Compression.ZSTD ? "SCAN" : "SCAN-" + compression,
                "Parquet (" + table.codec() + ") of texts, doubles and integers",
                table);
    }

    /** Of a table that others have written. */
    static ScanWorkload ofFlights() {
        return new ScanWorkload(
                "SCAN-FLIGHTS",
                "three million real flights (Parquet by Polars, zstd, each column with a dictionary) of times, integers"
                        + " and texts",
                new FlightsTable());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String describe() {
        return what + " -> bytes of the values; rows a second over " + PASSES + " passes, after " + table.warmPasses()
                + " (pyarrow " + PEER_WARM_PASSES + ") to warm up; pyarrow reads with one thread";
    }

    @Override
    public long defaultRows() {
        return table.rows(2_000_000);
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", "pyarrow");
    }

    @Override
    public Optional<String> missing(String engine) {
        return engine.equals("pyarrow") && !Files.isExecutable(PyArrow.python())
                ? Optional.of(PyArrow.missing())
                : table.missing();
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {
        table.prepare(table.file(data, rows), rows);
    }

    @Override
    public List<String> command(Run run) {
        return run.engine().equals("pyarrow")
                ? PyArrow.command(
                        "scan.py",
                        table.file(run.data(), run.rows()).toString(),
                        Integer.toString(PEER_WARM_PASSES),
                        Integer.toString(PASSES),
                        run.output().toString())
                : List.of();
    }

    /** What a scan saw: its rows, and the bytes of their values. */
    private record Count(long rows, long bytes) {}

    @Override
    public long run(Run run) throws IOException {
        Path file = table.file(run.data(), run.rows());
        for (int pass = 0; pass < table.warmPasses(); pass++) {
            scan(file);
        }
        run.begin();
        long units = 0;
        Count last = new Count(0, 0);
        for (int pass = 0; pass < PASSES; pass++) {
            last = scan(file);
            units += last.rows;
        }
        Files.createDirectories(run.output());
        Files.writeString(run.output().resolve(COUNTS), "rows " + last.rows + "\nbytes " + last.bytes + "\n");
        return units;
    }

    private static Count scan(Path file) {
        long rows = 0;
        long bytes = 0;
        try (BatchStream batches = Dataset.readParquet(file.toString()).iterate(JobOptions.defaults())) {
            for (RecordBatch next = batches.next(); next != null; next = batches.next()) {
                try (RecordBatch batch = next) {
                    rows += batch.rowCount();
                    for (FieldVector column : batch.columns()) {
                        bytes += valueBytes(column);
                    }
                }
            }
        }
        return new Count(rows, bytes);
    }

    /** The bytes of a column's values: those of its texts, or its fixed width for each value that is not null. */
    private static long valueBytes(FieldVector column) {
        if (column instanceof VarCharVector texts) {
            return (long) texts.getStartOffset(texts.getValueCount()) - texts.getStartOffset(0);
        }
        return (long) ((BaseFixedWidthVector) column).getTypeWidth() * (column.getValueCount() - column.getNullCount());
    }

    @Override
    public void compare(Path expected, Path found, long rows) throws IOException {
        String theirs = Files.readString(found.resolve(COUNTS));
        String ours = Files.readString(expected.resolve(COUNTS));
        if (!ours.equals(theirs) || !ours.startsWith("rows " + table.rows(rows) + "\n")) {
            throw new IllegalStateException("scans of " + table.rows(rows) + " rows found\n" + ours + "and\n" + theirs);
        }
    }

    @Override
    public List<Gate> gates() {
        return List.of(Gates.cpu("pyarrow", 1.05));
    }
}
