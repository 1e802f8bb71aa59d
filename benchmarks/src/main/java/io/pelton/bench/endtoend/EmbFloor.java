// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.bench.endtoend.GlossFiles.Gloss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * The best loop known for this job: one shared session with one thread a run, one caller a core, texts sorted by length
 * over windows of 2,048 rows and cut into runs of up to 384 padded tokens. While windows are computed, the next is read
 * and tokenised, and those before are written in order.
 */
final class EmbFloor {
    private static final int WINDOW_ROWS = 2048;
    private static final int RUN_TOKENS = 384;
    private static final int WINDOWS_AHEAD = 2;

    /** A window on its way: its rows, where their vectors go, and the runs that make them. */
    private record Window(List<Gloss> rows, float[][] vectors, List<Future<?>> runs) {
        void await() throws Exception {
            for (Future<?> run : runs) {
                run.get();
            }
        }
    }

    long run(Run run) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService callers = Executors.newFixedThreadPool(cores);
        try (BufferAllocator allocator = new RootAllocator();
                MiniLm model = new MiniLm(run.data(), 1);
                GlossFiles.Out out = new GlossFiles.Out(run.output(), allocator)) {
            List<Gloss> glosses = GlossFiles.read(EmbFiles.input(run.data(), run.rows()), run.rows(), allocator);
            List<Window> windows = new ArrayList<>();
            for (int from = 0; from < glosses.size(); from += WINDOW_ROWS) {
                windows.add(begin(glosses.subList(from, Math.min(glosses.size(), from + WINDOW_ROWS)), model, callers));
                if (windows.size() > WINDOWS_AHEAD) {
                    write(windows.remove(0), out);
                }
            }
            for (Window window : windows) {
                write(window, out);
            }
            return out.finish();
        } finally {
            callers.shutdownNow();
        }
    }

    private static Window begin(List<Gloss> rows, MiniLm model, ExecutorService callers) {
        long[][] tokens = rows.stream().map(g -> model.tokens(g.text())).toArray(long[][]::new);
        int[] order = IntStream.range(0, tokens.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> -tokens[i].length))
                .mapToInt(i -> i)
                .toArray();
        Window window = new Window(rows, new float[rows.size()][], new ArrayList<>());
        for (int from = 0; from < order.length; ) {
            int to = Math.min(order.length, from + Math.max(1, RUN_TOKENS / tokens[order[from]].length));
            int first = from;
            int end = to;
            Callable<Void> run = () -> {
                embed(model, tokens, order, first, end, window.vectors);
                return null;
            };
            window.runs.add(callers.submit(run));
            from = to;
        }
        return window;
    }

    private static void embed(MiniLm model, long[][] tokens, int[] order, int from, int to, float[][] vectors)
            throws Exception {
        long[][] rows = new long[to - from][];
        for (int i = from; i < to; i++) {
            rows[i - from] = tokens[order[i]];
        }
        float[][] embedded = model.embed(rows);
        for (int i = from; i < to; i++) {
            vectors[order[i]] = embedded[i - from];
        }
    }

    private static void write(Window window, GlossFiles.Out out) throws Exception {
        window.await();
        out.write(window.rows, window.vectors);
    }
}
