// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.parquet.BufferPool;
import io.pelton.engine.io.parquet.DictionaryMemory;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import io.pelton.engine.schedule.Piece;
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
 * <p><b>Threads.</b> Safe for all. The writes of a split follow one another, but it may be given up while an actor writes,
 * which does not wait for the actor: it cleans up once it comes back. What is asked after that does nothing.
 */
final class SplitFiles {
    /** Files larger than this are of no use to readers; a new one is begun. */
    private static final long MAX_FILE_BYTES = 1L << 30;

    private final FileStore store;
    private final String outputFolder;
    private final String stagingFolder;
    private final ParquetSink sink;
    private final Schema schema;
    private final BufferPool buffers;
    private final DictionaryMemory dictionaries;
    private final String attempt;
    private final String name;
    private final List<OutputFile> finished = new ArrayList<>();
    private @Nullable ParquetFileWriter writer;
    private String staged = "";
    private int begun;
    /** Set while rows are written: what was left half done must not be begun again. */
    private boolean writing;

    private final InUse use = new InUse();

    SplitFiles(
            FileStore store,
            String outputFolder,
            String stagingFolder,
            ParquetSink sink,
            Schema schema,
            BufferPool buffers,
            DictionaryMemory dictionaries,
            String attempt,
            SplitRef split) {
        this.store = store;
        this.outputFolder = outputFolder;
        this.stagingFolder = stagingFolder;
        this.sink = sink;
        this.schema = schema;
        this.buffers = buffers;
        this.dictionaries = dictionaries;
        this.attempt = attempt;
        this.name = String.format(Locale.ROOT, "part-%06d-%012d", split.part(), split.fromRow());
    }

    String attempt() {
        return attempt;
    }

    /** Writes the rows of a task. Once; after a failure only {@link #giveUp} is of use. */
    void write(List<Piece<RecordBatch>> pieces) throws IOException {
        if (!use.begin()) {
            return;
        }
        try {
            if (writing) {
                throw new IllegalStateException("Cannot write " + name + ": an earlier write did not end.");
            }
            writing = true;
            for (Piece<RecordBatch> piece : pieces) {
                if (piece.isWhole(piece.batch().rowCount())) {
                    write(piece.batch());
                } else {
                    try (RecordBatch rows = piece.batch().slice(piece.fromRow(), piece.rows())) {
                        write(rows);
                    }
                }
            }
            writing = false;
        } finally {
            end();
        }
    }

    private void write(RecordBatch rows) throws IOException {
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
            writer = ParquetFileWriter.create(
                    store, outputFolder + "/" + staged, schema, sink.compression(), buffers, dictionaries);
            begun++;
        }
        return writer;
    }

    private void endFile() throws IOException {
        if (writer != null) {
            ParquetFileWriter.Finished done;
            try (ParquetFileWriter ending = writer) {
                writer = null;
                done = ending.finish();
            }
            String published = String.format(Locale.ROOT, "%s-%03d.parquet", name, finished.size());
            finished.add(new OutputFile(staged, published, done.rows(), done.bytes()));
        }
    }

    /** Makes everything durable. */
    List<OutputFile> finish() throws IOException {
        if (!use.begin()) {
            return List.of();
        }
        try {
            endFile();
            return List.copyOf(finished);
        } finally {
            end();
        }
    }

    private void end() {
        if (use.end()) {
            try {
                remove();
            } catch (IOException e) {
                // Nobody waits for it; what is left behind is removed after publishing.
            }
        }
    }

    /**
     * Gives up what was written, without waiting for an actor that writes: that one removes it.
     *
     * @return whether nobody writes, so that the caller is to see to {@link #remove}
     */
    boolean giveUp() {
        return use.giveUp();
    }

    /** Removes what was written, once it was given up; what is left behind after a failure is removed after publishing. */
    void remove() throws IOException {
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
