// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import io.pelton.engine.schedule.SplitRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The files that one attempt at a split writes. Names sort by the place of the rows in the input.
 *
 * <p><b>Threads.</b> One actor at a time, whichever; the scheduler lets the writes of a split follow one another.
 */
final class SplitFiles {
    /** Files larger than this are of no use to readers; a new one is begun. */
    private static final long MAX_FILE_BYTES = 1L << 30;

    private final FileStore store;
    private final String outputFolder;
    private final String stagingFolder;
    private final ParquetSink sink;
    private final Schema schema;
    private final String attempt;
    private final String name;
    private final List<OutputFile> finished = new ArrayList<>();
    private @Nullable ParquetFileWriter writer;
    private String staged = "";
    private int begun;

    SplitFiles(
            FileStore store,
            String outputFolder,
            String stagingFolder,
            ParquetSink sink,
            Schema schema,
            String attempt,
            SplitRef split) {
        this.store = store;
        this.outputFolder = outputFolder;
        this.stagingFolder = stagingFolder;
        this.sink = sink;
        this.schema = schema;
        this.attempt = attempt;
        this.name = String.format(Locale.ROOT, "part-%06d-%012d", split.part(), split.fromRow());
    }

    String attempt() {
        return attempt;
    }

    void write(RecordBatch rows) throws IOException {
        long most = sink.maxRowsPerFile() == 0 ? Long.MAX_VALUE : sink.maxRowsPerFile();
        int from = 0;
        while (from < rows.rowCount()) {
            ParquetFileWriter out = writer();
            int n = (int) Math.min(rows.rowCount() - from, most - out.rows());
            if (n == rows.rowCount()) {
                out.write(rows);
            } else {
                try (RecordBatch slice = rows.slice(from, n)) {
                    out.write(slice);
                }
            }
            from += n;
            if (out.rows() >= most || out.bytes() >= MAX_FILE_BYTES) {
                endFile();
            }
        }
    }

    private ParquetFileWriter writer() throws IOException {
        if (writer == null) {
            staged = stagingFolder + "/" + attempt + "-" + begun + ".parquet";
            writer = ParquetFileWriter.create(store, outputFolder + "/" + staged, schema, sink.compression());
            begun++;
        }
        return writer;
    }

    private void endFile() throws IOException {
        if (writer != null) {
            ParquetFileWriter.Finished done = writer.finish();
            writer = null;
            String published = String.format(Locale.ROOT, "%s-%03d.parquet", name, finished.size());
            finished.add(new OutputFile(staged, published, done.rows(), done.bytes()));
        }
    }

    /** Makes everything durable. */
    List<OutputFile> finish() throws IOException {
        endFile();
        return List.copyOf(finished);
    }

    /** Gives up what was written; what is left behind is removed after publishing. */
    void abandon() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
        for (OutputFile file : finished) {
            store.delete(outputFolder + "/" + file.staged());
        }
        finished.clear();
    }
}
