// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.runtime.MachineLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;

/** Engines over stores of the test's choice. */
final class TestEngines {
    private TestEngines() {}

    static PeltonEngine on(FileStore store) {
        return new PeltonEngine(
                store,
                new MachineLimits(2, 1L << 30, Path.of(System.getProperty("java.io.tmpdir"))),
                List::of,
                () -> UUID.randomUUID().toString());
    }

    /** The values of an int64 column of a folder of Parquet files, in the order of the files and rows. */
    static List<Long> longs(PeltonEngine engine, String folder, String column) {
        ParquetSource source = new ParquetSource(List.of(folder));
        Dataset rows = Dataset.of(Scan.of(source, engine.schemaOf(source))).select(column);
        List<Long> values = new ArrayList<>();
        try (BatchStream stream = engine.iterate(rows.plan(), JobOptions.defaults())) {
            for (RecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
                try (RecordBatch b = batch) {
                    BigIntVector vector = (BigIntVector) b.column(column);
                    for (int i = 0; i < b.rowCount(); i++) {
                        values.add(vector.get(i));
                    }
                }
            }
        }
        return values;
    }
}
