// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.engine.commit.RowRange;
import io.pelton.engine.events.Flight;
import io.pelton.engine.events.ReadEvent;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.schedule.ReadChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the rows of one lease, a step at a time, and hands out chunks in the size that the scheduler asks for.
 *
 * <p>A batch of the source is handed out in slices. As long as the reader leaves no row out, the row number of every
 * slice is known, so a split may end after any of them; a batch of which the predicate has left rows out has a known end
 * only.
 *
 * <p><b>Threads.</b> One actor at a time, whichever; steps follow one another through the loop.
 */
final class LeaseReader {
    private static final int ATTEMPTS = 3;

    private final StagePlace place;
    private final InputCatalog catalog;
    private final List<RowRange> ranges;
    private final BufferAllocator allocator;
    private final int batchRows;
    private final long batchBytes;
    private int range;
    private @Nullable BatchReader reader;
    /** The row up to which batches were taken from the reader. */
    private long readTo;

    private @Nullable RecordBatch pending;
    private int pendingFrom;
    /** The input row of the pending batch's first row, or -1 if its rows cannot be numbered. */
    private long pendingRow;

    private long pendingInputRows;
    /** What ended the last step after it had chunks to give. */
    private @Nullable Throwable deferred;

    private final InUse use = new InUse();

    LeaseReader(
            StagePlace place,
            InputCatalog catalog,
            List<RowRange> ranges,
            BufferAllocator allocator,
            int batchRows,
            long batchBytes) {
        this.place = place;
        this.catalog = catalog;
        this.ranges = List.copyOf(ranges);
        this.allocator = allocator;
        this.batchRows = batchRows;
        this.batchBytes = batchBytes;
        this.readTo = ranges.get(0).fromRow();
    }

    /**
     * Reads on and runs the leaf's steps.
     *
     * @return at least one chunk
     */
    List<ReadChunk<RecordBatch>> step(Steps steps, long maxRows, int chunkRows, int maxChunks) throws Exception {
        if (!use.begin()) {
            throw new CancellationException("the job has ended");
        }
        try {
            return read(steps, maxRows, chunkRows, maxChunks);
        } finally {
            if (use.end()) {
                putAway();
            }
        }
    }

    private List<ReadChunk<RecordBatch>> read(Steps steps, long maxRows, int chunkRows, int maxChunks)
            throws Exception {
        throwDeferred();
        List<ReadChunk<RecordBatch>> chunks = new ArrayList<>(maxChunks);
        try {
            long left = maxRows;
            while (chunks.isEmpty() || (chunks.size() < maxChunks && left > 0 && range < ranges.size())) {
                ReadChunk<RecordBatch> chunk = next(steps, (int) Math.max(1, Math.min(left, chunkRows)));
                left -= chunk.inputRows();
                chunks.add(chunk);
            }
        } catch (Throwable e) {
            // Errors too: an actor that does not survive one leaves its step to another, which goes on behind these
            // chunks.
            if (chunks.isEmpty()) {
                throw e;
            }
            deferred = e;
        }
        return chunks;
    }

    private void throwDeferred() throws Exception {
        Throwable failure = deferred;
        deferred = null;
        if (failure instanceof Error) {
            throw (Error) failure;
        }
        if (failure != null) {
            throw (Exception) failure;
        }
    }

    private ReadChunk<RecordBatch> next(Steps steps, int rows) throws Exception {
        if (pending == null && !fill()) {
            // The range has no rows left: say where the reader is.
            int skipped = (int) Math.min(Integer.MAX_VALUE, pendingInputRows);
            pendingInputRows = 0;
            nextRange();
            return new ReadChunk<>(null, 0, 0, skipped, range, startRow());
        }
        RecordBatch batch = requireNonNull(pending);
        int batchRowCount = batch.rowCount();
        int n = Math.min(rows, batchRowCount - pendingFrom);
        RecordBatch result = rows(steps, batch, n);
        pendingFrom += n;
        boolean last = pendingFrom == batchRowCount;
        long row = pendingRow >= 0 ? pendingRow + pendingFrom : last ? readTo : -1;
        int inputRows = n;
        if (pendingRow < 0 && last) {
            inputRows += (int) Math.min(Integer.MAX_VALUE - n, Math.max(0, pendingInputRows - batchRowCount));
        }
        if (last) {
            closePending();
        }
        if (row == ranges.get(range).toRow()) {
            nextRange();
            row = startRow();
        }
        long bytes = result == null ? 0 : result.sizeBytes();
        return new ReadChunk<>(result, result == null ? 0 : result.rowCount(), bytes, inputRows, range, row);
    }

    private @Nullable RecordBatch rows(Steps steps, RecordBatch batch, int n) throws Exception {
        boolean whole = n == batch.rowCount();
        if (whole && steps.isEmpty()) {
            pending = null;
            return batch;
        }
        if (whole && steps.leaveInput()) {
            return steps.apply(batch, this::where);
        }
        RecordBatch slice = batch.slice(pendingFrom, n);
        if (steps.isEmpty()) {
            return slice;
        }
        try (slice) {
            return steps.apply(slice, this::where);
        }
    }

    private long startRow() {
        return range < ranges.size() ? ranges.get(range).fromRow() : 0;
    }

    /** Takes the next batch; false, with the rows passed over in {@link #pendingInputRows}, at the end of the range. */
    private boolean fill() throws IOException {
        RowRange now = ranges.get(range);
        long before = readTo;
        RecordBatch batch = now.rows() == 0 ? null : recorded(now);
        if (batch == null) {
            if (readTo != now.toRow()) {
                requirePredicate(now, "rows to " + now.toRow(), "the end at row " + readTo);
            }
            pendingInputRows = now.toRow() - before;
            readTo = now.toRow();
            return false;
        }
        pendingInputRows = readTo - before;
        pendingRow = pendingInputRows == batch.rowCount() ? before : -1;
        pending = batch;
        pendingFrom = 0;
        if (pendingRow < 0) {
            requirePredicate(now, pendingInputRows + " rows from row " + before, batch.rowCount() + " rows");
        }
        return true;
    }

    /** Only a predicate lets a reader leave rows out: without one, fewer rows would be rows lost. */
    private void requirePredicate(RowRange now, String expected, String found) {
        InputCatalog.Entry entry = catalog.get(now.part());
        if (entry.scan().predicate().isEmpty()) {
            throw new PeltonException(
                    ErrorKind.INTERNAL,
                    "Cannot read " + entry.part().name() + ": expected " + expected + " but found " + found + ".");
        }
    }

    private @Nullable RecordBatch recorded(RowRange now) throws IOException {
        ReadEvent event = Flight.isOn() ? ReadEvent.begun() : null;
        RecordBatch batch = null;
        try {
            batch = read(now);
            return batch;
        } finally {
            if (event != null && event.isWanted()) {
                event.tell(
                        place,
                        catalog.nameOf(now.part()),
                        batch == null ? 0 : batch.rowCount(),
                        batch == null ? 0 : batch.sizeBytes());
            }
        }
    }

    /** Reads a batch, opening the reader anew after a failure that may pass. */
    private @Nullable RecordBatch read(RowRange now) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                BatchReader open = reader;
                if (open == null) {
                    open = open(now);
                    reader = open;
                }
                RecordBatch batch = open.next();
                if (batch != null) {
                    readTo = open.position();
                }
                return batch;
            } catch (IOException | RuntimeException | Error e) {
                // Whatever it has passed over unseen is read again from where the last batch ended.
                closeReader();
                if (PeltonException.kindOf(e) != ErrorKind.TRANSIENT || attempt == ATTEMPTS) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(100L << attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BatchReader open(RowRange now) throws IOException {
        InputCatalog.Entry entry = catalog.get(now.part());
        return entry.source()
                .open(
                        entry.part(),
                        new ReadRequest(
                                readTo,
                                now.toRow(),
                                entry.scan().columns(),
                                entry.scan().predicate(),
                                batchRows,
                                batchBytes,
                                allocator));
    }

    private String where(int firstRow, int rows) {
        String part = catalog.nameOf(ranges.get(range).part());
        if (pendingRow < 0) {
            return (rows == 1 ? "a row" : rows + " rows") + " before row " + readTo + " of " + part;
        }
        long first = pendingRow + pendingFrom + firstRow;
        return (rows == 1 ? "row " + first : "rows " + first + " to " + (first + rows - 1)) + " of " + part;
    }

    private void nextRange() {
        closePending();
        closeReader();
        range++;
        readTo = startRow();
    }

    private void closePending() {
        if (pending != null) {
            pending.close();
            pending = null;
        }
    }

    private void closeReader() {
        if (reader != null) {
            BatchReader old = reader;
            reader = null;
            try {
                old.close();
            } catch (IOException | RuntimeException e) {
                // Only read from: nothing is lost.
            }
        }
    }

    /**
     * Gives the reader up. If an actor is in a step, it closes what it uses once it comes back.
     *
     * @return whether the caller is to have it {@link #putAway}
     */
    boolean giveUp() {
        return use.giveUp() && (pending != null || reader != null);
    }

    /** Closes what is open. */
    void putAway() {
        closePending();
        closeReader();
    }
}
