// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.bench.endtoend.GlossFiles.Gloss;
import java.util.ArrayList;
import java.util.Arrays;
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
 * The best loop known for this job: one caller a core, each with a session of its own of one thread, texts sorted by length
 * over windows of 4,096 rows and cut into runs of up to 512 padded tokens, so that padding and runs together cost least.
 * Rows are read while the model loads. While windows are computed, the next is tokenised, and those before are written in
 * order.
 */
final class EmbFloor {
    private static final int WINDOW_ROWS = 4096;
    private static final int RUN_TOKENS = 512;

    /** What a run costs beside its tokens, in tokens. */
    private static final int RUN_COST = 12;

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
                GlossFiles.Out out = new GlossFiles.Out(run.output(), allocator)) {
            Future<List<Gloss>> glosses = callers.submit(
                    () -> GlossFiles.read(EmbFiles.input(run.data(), run.rows()), run.rows(), allocator));
            try (MiniLm model = new MiniLm(run.data(), 1)) {
                embed(glosses.get(), model, callers, out);
            }
            return out.finish();
        } finally {
            callers.shutdownNow();
        }
    }

    private static void embed(List<Gloss> glosses, MiniLm model, ExecutorService callers, GlossFiles.Out out)
            throws Exception {
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
    }

    private static Window begin(List<Gloss> rows, MiniLm model, ExecutorService callers) {
        long[][] tokens = rows.stream().map(g -> model.tokens(g.text())).toArray(long[][]::new);
        int[] order = IntStream.range(0, tokens.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> -tokens[i].length))
                .mapToInt(i -> i)
                .toArray();
        Window window = new Window(rows, new float[rows.size()][], new ArrayList<>());
        int[] ends = ends(Arrays.stream(order).map(i -> tokens[i].length).toArray());
        for (int from = 0; from < order.length; from = ends[from]) {
            int first = from;
            int end = ends[from];
            Callable<Void> run = () -> {
                embed(model, tokens, order, first, end, window.vectors);
                return null;
            };
            window.runs.add(callers.submit(run));
        }
        return window;
    }

    /** Where the run that starts at each row ends, such that what follows costs least; lengths fall. */
    private static int[] ends(int[] lengths) {
        long[] cost = new long[lengths.length + 1];
        int[] ends = new int[lengths.length];
        for (int from = lengths.length - 1; from >= 0; from--) {
            int most = Math.min(lengths.length, from + Math.max(1, RUN_TOKENS / lengths[from]));
            cost[from] = Long.MAX_VALUE;
            for (int to = from + 1; to <= most; to++) {
                long total = RUN_COST + (long) (to - from) * lengths[from] + cost[to];
                if (total < cost[from]) {
                    cost[from] = total;
                    ends[from] = to;
                }
            }
        }
        return ends;
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
