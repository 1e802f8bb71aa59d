// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.RetryableException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The end of a pipeline that somebody iterates. What lies in the queue is bounded by the scheduler's credits. */
final class ConsumerStream implements BatchStream {
    /** A batch on its way to the consumer, or the end. */
    private record Item(
            @Nullable RecordBatch batch,
            Runnable taken,
            @Nullable Throwable failure) {}

    private final Schema schema;
    private final Runnable stop;
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private @Nullable Item end;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Makes a stream.
     *
     * @param stop asks the job to stop and waits until it has
     */
    ConsumerStream(Schema schema, Runnable stop) {
        this.schema = schema;
        this.stop = stop;
    }

    /** Adds a batch, which is handed over; by the loop. */
    void add(RecordBatch batch, Runnable taken) {
        items.add(new Item(batch, taken, null));
        if (closed.get()) {
            drain();
        }
    }

    /** Adds the end, good or bad; by the loop. */
    void end(@Nullable Throwable failure) {
        items.add(new Item(null, () -> {}, failure));
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable RecordBatch next() {
        requireOpen();
        Item item = end != null ? end : take();
        if (item.batch != null) {
            item.taken.run();
            return item.batch;
        }
        requireOpen();
        end = item;
        if (item.failure != null) {
            throw rethrow(item.failure, "");
        }
        return null;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("Cannot take a batch: the stream is closed.");
        }
    }

    private Item take() {
        try {
            return items.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeltonException(ErrorKind.USER, "Cannot take a batch: the thread was interrupted.", e);
        }
    }

    /**
     * What to throw for a failure of another thread: of the same kind and words, with it as the cause.
     *
     * @param more sentences to add; may be empty
     */
    static PeltonException rethrow(Throwable failure, String more) {
        ErrorKind kind = PeltonException.kindOf(failure);
        String reason =
                failure instanceof PeltonException ? String.valueOf(failure.getMessage()) : Steps.reason(failure);
        String message = more.isEmpty() ? reason : reason + " " + more;
        return kind == ErrorKind.TRANSIENT
                ? new RetryableException(message, failure)
                : new PeltonException(kind, message, failure);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        drain();
        stop.run();
        drain();
        // Whoever waits for a batch hears of it.
        end(null);
    }

    private void drain() {
        for (Item item = items.poll(); item != null; item = items.poll()) {
            if (item.batch != null) {
                item.batch.close();
                item.taken.run();
            }
        }
    }
}
