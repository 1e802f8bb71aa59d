// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several runs on one output at once, of which exactly one is ever at work; a seed says which, at each operation. */
final class Turns {
    private final Random random;
    private final List<Integer> alive = new ArrayList<>();
    private int current;

    private Turns(long seed, int runs) {
        random = new Random(seed);
        for (int i = 0; i < runs; i++) {
            alive.add(i);
        }
        current = random.nextInt(runs);
    }

    /** What one of the runs does. */
    record Command(SimulatedJob job, Existing existing) {}

    /** Runs all commands at once; gives how many were done, the others having been overtaken or refused. */
    static int run(long seed, FileStore store, Manners manners, List<Command> commands, String output)
            throws Exception {
        Turns turns = new Turns(seed, commands.size());
        ExecutorService threads = Executors.newFixedThreadPool(commands.size());
        try {
            List<Future<Boolean>> runs = new ArrayList<>();
            for (int i = 0; i < commands.size(); i++) {
                int me = i;
                FaultyFileStore mine = new FaultyFileStore(store, manners, (n, done, what) -> {
                    if (!done) {
                        turns.pass(me, n == 1);
                    }
                });
                runs.add(threads.submit(() -> turns.take(me, mine, commands.get(me), output)));
            }
            int done = 0;
            for (Future<Boolean> run : runs) {
                done += run.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean take(int me, FileStore store, Command command, String output) throws IOException {
        try {
            return CrashScenarios.runUnlessOvertaken(command.job(), store, output, command.existing());
        } finally {
            leave(me);
        }
    }

    private synchronized void pass(int me, boolean first) throws IOException {
        if (!first) {
            next();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (current != me) {
            if (System.nanoTime() > deadline) {
                throw new IOException("run " + me + " was never given a turn");
            }
            try {
                wait(100);
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
    }

    private synchronized void leave(int me) {
        alive.remove((Integer) me);
        next();
    }

    private void next() {
        if (!alive.isEmpty()) {
            current = alive.get(random.nextInt(alive.size()));
        }
        notifyAll();
    }
}
