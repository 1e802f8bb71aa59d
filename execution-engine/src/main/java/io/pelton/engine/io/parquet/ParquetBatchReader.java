// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.engine.io.parquet.ChunkInput.FileAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs of rows of one file as batches. Batches go on from one run and row group to the next.
 *
 * <p>The arrays in which columns are decoded are a pool's, from the first row group to {@link #close}. A reader that is
 * closed while it reads, against its contract, leaves them to the collector: another reader must not get them.
 */
final class ParquetBatchReader implements BatchReader {
    private static final int MIN_READ_AHEAD = 1 << 16;
    /** Stays in the cache until it is decompressed; from 512 KB on G1 may treat it as humongous. */
    private static final int LOCAL_READ_AHEAD = 1 << 17;
    /** Each read of an object store costs tens of milliseconds, however short it is. */
    private static final int REMOTE_READ_AHEAD = 8 << 20;

    private static final Pattern REMOTE = Pattern.compile("(?!file:)[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
    private static final int ALL_READ_AHEAD = 32 << 20;
    private static final long MAX_BATCH_BYTES = 1 << 30;

    private final String path;
    private final FileAccess file;
    private final ReadRequest request;
    private final List<GroupRun> runs;
    private final BatchBuilder builder;
    private final PageIndexes indexes;
    private final Map<CompressionCodec, PageCodec> codecs = new EnumMap<>(CompressionCodec.class);
    private final BufferPool buffers;
    /** By column; kept from row group to row group. */
    private final List<Column> columns = new ArrayList<>();

    private final long batchBytes;
    private final int maxReadAhead;
    private int nextRun;
    private @Nullable GroupRun run;
    private Footer.@Nullable Group openGroup;
    private long nextRow;
    private long position;
    private long rowsLeft;
    private @Nullable LeafReader current;
    private volatile boolean reading;
    private volatile boolean closed;

    /** What serves one column: the bytes of its chunk, and the page at which it is. */
    private record Column(ChunkInput input, Room stored, Room page) {}

    ParquetBatchReader(
            String path,
            FileAccess file,
            ReadRequest request,
            List<GroupRun> runs,
            BatchBuilder builder,
            PageIndexes indexes,
            BufferPool buffers) {
        this.path = path;
        this.file = file;
        this.request = request;
        this.runs = runs;
        this.builder = builder;
        this.indexes = indexes;
        this.buffers = buffers;
        this.batchBytes = Math.min(MAX_BATCH_BYTES, request.batchBytes());
        this.maxReadAhead = REMOTE.matcher(path).matches() ? REMOTE_READ_AHEAD : LOCAL_READ_AHEAD;
        this.position = request.fromRow();
        for (GroupRun r : runs) {
            rowsLeft += r.to() - r.from();
        }
    }

    @Override
    public @Nullable RecordBatch next() {
        reading = true;
        try {
            if (closed) {
                throw new IllegalStateException("the reader is closed");
            }
            return read();
        } catch (PeltonException | OutOfMemoryException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ReadErrors.damaged(path, where(), e);
        } finally {
            builder.close();
            reading = false;
        }
    }

    private @Nullable RecordBatch read() {
        int most = (int) Math.min(request.batchRows(), rowsLeft);
        if (most == 0) {
            position = request.toRow();
            return null;
        }
        builder.start(expectedRows(most));
        int rows = 0;
        long bytes = 0;
        while (rows < most && bytes < batchBytes) {
            openRun();
            GroupRun here = currentRun();
            int wanted = (int) Math.min(most - rows, here.to() - nextRow);
            int count = measure(wanted, batchBytes - bytes);
            bytes += bytesOf(count);
            append(count);
            rows += count;
            nextRow += count;
            if (nextRow == here.to()) {
                endRun(here);
            }
        }
        RecordBatch batch = builder.finish(rows);
        rowsLeft -= rows;
        position = rowsLeft == 0
                ? request.toRow()
                : run == null ? runs.get(nextRun).firstRow() : run.group().firstRow() + nextRow;
        return batch;
    }

    /** Memory is taken for as many rows beforehand; not for many more than the batch may hold. */
    private int expectedRows(int most) {
        double rowBytes = 1;
        for (LeafReader leaf : builder.leaves()) {
            rowBytes += leaf.rowBytes();
        }
        return (int) Math.min(most, Math.max(1, Math.ceil(batchBytes / rowBytes)));
    }

    private GroupRun currentRun() {
        GroupRun here = run;
        if (here == null) {
            throw new IllegalStateException("no rows are left");
        }
        return here;
    }

    private void openRun() {
        if (run != null) {
            return;
        }
        GroupRun next = runs.get(nextRun++);
        if (openGroup != next.group()) {
            openGroup(next);
        }
        for (LeafReader leaf : builder.leaves()) {
            current = leaf;
            leaf.seek(next.from(), next.to());
        }
        run = next;
        nextRow = next.from();
    }

    private void openGroup(GroupRun first) {
        Footer.Group group = first.group();
        openGroup = group;
        List<LeafReader> leaves = builder.leaves();
        int readAhead = Math.max(MIN_READ_AHEAD, Math.min(maxReadAhead, ALL_READ_AHEAD / Math.max(1, leaves.size())));
        for (int i = 0; i < leaves.size(); i++) {
            LeafReader leaf = leaves.get(i);
            current = leaf;
            if (columns.size() == i) {
                Room stored = new Room(buffers);
                columns.add(new Column(new ChunkInput(file, readAhead, stored), stored, new Room(buffers)));
            }
            Chunk chunk = group.chunks().get(leaf.leaf.index());
            PageReader pages = new PageReader(
                    leaf.leaf,
                    chunk,
                    columns.get(i).input(),
                    codecs.computeIfAbsent(chunk.codec(), c -> PageCodec.of(c, path)),
                    columns.get(i).page(),
                    first.whole() ? null : indexes.offsets(chunk),
                    group.rows());
            leaf.open(pages, group.rows());
        }
    }

    private void endRun(GroupRun here) {
        if (here.to() == here.group().rows()) {
            for (LeafReader leaf : builder.leaves()) {
                current = leaf;
                leaf.finishGroup();
            }
        }
        run = null;
    }

    /** How many of {@code wanted} rows to take at once: what all columns can measure, up to the row that fills the batch. */
    private int measure(int wanted, long budget) {
        int count = wanted;
        for (LeafReader leaf : builder.leaves()) {
            current = leaf;
            count = leaf.peek(count);
        }
        if (bytesOf(count) <= budget) {
            return count;
        }
        int low = 1;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bytesOf(middle) >= budget) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private long bytesOf(int rows) {
        long bytes = 0;
        for (LeafReader leaf : builder.leaves()) {
            bytes += leaf.bytesOf(rows);
        }
        return bytes;
    }

    private void append(int rows) {
        for (LeafReader leaf : builder.leaves()) {
            current = leaf;
            leaf.append(rows);
        }
        current = null;
    }

    private String where() {
        String group = openGroup == null ? "" : "row group " + openGroup.number();
        LeafReader column = current;
        return column == null ? group : group + ", column " + String.join(".", column.leaf.path());
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            if (!reading) {
                giveBack();
            }
            builder.close();
            codecs.values().forEach(PageCodec::close);
            file.close();
        }
    }

    private void giveBack() {
        for (Column column : columns) {
            column.stored().close();
            column.page().close();
        }
    }
}
