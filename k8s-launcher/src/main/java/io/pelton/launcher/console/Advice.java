// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.launcher.profile.RunProfile;
import io.pelton.launcher.profile.StageProfile;

/** One sentence or two on what limits a job and what would change it; pure. */
final class Advice {
    private static final double HALF = 0.5;
    private static final double CORES_BUSY = 0.8;

    private Advice() {}

    static String of(RunProfile run) {
        if (run.firstBatch() > HALF * run.elapsed()) {
            return "Starting took " + Units.time(run.firstBatch()) + " of " + Units.time(run.elapsed())
                    + ": the job is too short to say what limits it. Profile more rows.";
        }
        return run.limiting().map(stage -> of(run, stage)).orElseGet(() -> ofNone(run));
    }

    private static String of(RunProfile run, StageProfile stage) {
        String limits = "'" + stage.name() + "' limits: its "
                + (stage.actors() == 1 ? "actor" : Units.count(stage.actors()) + " actors") + " worked "
                + Units.percent(stage.busyShare()) + " of the time they could. ";
        return limits
                + switch (stage.role()) {
                    case READ -> reading(run, stage);
                    case COMPUTE -> computing(run, stage);
                    case WRITE -> writing(run, stage);
                };
    }

    private static String reading(RunProfile run, StageProfile stage) {
        if (stage.compute() > stage.read()) {
            return "Most of it went into the functions that run along with reading, not into reading itself; "
                    + computing(run, stage);
        }
        if (run.storage().readSeconds() > HALF * stage.read()) {
            return "Most of it was waiting for storage: read fewer columns, or bring the input nearer.";
        }
        if (elsewhere(stage)) {
            return "Most of it was waiting for something outside of this process: the source is slow.";
        }
        return "Most of it was decoding: select fewer columns, or filter on columns with statistics.";
    }

    private static String computing(RunProfile run, StageProfile stage) {
        if (elsewhere(stage) && run.otherPrograms() > HALF) {
            return "Other programs had " + Units.percent(run.otherPrograms())
                    + " of the machine: end them, or profile again when it is free.";
        }
        if (elsewhere(stage)) {
            return "They were on a core for " + Units.time(stage.cpu()) + " of " + Units.time(stage.busy())
                    + " at work, so they wait for something else: give it more actors that take less of a core, as in"
                    + " Compute.actors(1, " + 4 * Math.max(stage.actors(), stage.mostActors()) + ").withCpus(0.1).";
        }
        if (run.cpuShare() >= CORES_BUSY) {
            return "All " + Units.count(run.cores(), "core") + " were busy: only less work for each row, such as a"
                    + " smaller or quantised model, or more cores make it faster.";
        }
        if (stage.actors() >= stage.mostActors()) {
            return "Cores were idle (" + Units.percent(run.cpuShare()) + " of " + Units.count(run.cores(), "core")
                    + " busy): let it have more actors than " + stage.mostActors() + ", as in Compute.actors(1, "
                    + 2 * stage.mostActors() + ").";
        }
        return "It has as many actors as its cores allow: if each takes less than a core, say so by"
                + " Compute.withCpus.";
    }

    private static String writing(RunProfile run, StageProfile stage) {
        if (run.storage().writeSeconds() > HALF * stage.write()) {
            return "Most of it was waiting for storage: write fewer or larger files (minRowsPerFile), or nearer ones.";
        }
        return "Most of it was encoding: write fewer columns, or compress less (ParquetSink.withCompression).";
    }

    /** Whether a stage's actors were mostly off the cores while they worked. */
    private static boolean elsewhere(StageProfile stage) {
        return stage.cpu() < HALF * stage.busy();
    }

    private static String ofNone(RunProfile run) {
        double life = 0;
        double handOver = 0;
        double noRoom = 0;
        double noLog = 0;
        for (StageProfile stage : run.stages()) {
            life += stage.life() - stage.starting() - stage.noWork();
            handOver += stage.handOver();
            noRoom += stage.noRoom();
            noLog = Math.max(noLog, stage.noLog());
        }
        if (run.storage().commitSeconds() > HALF * run.elapsed()) {
            return "Commits limit: " + Units.count(run.storage().commits()) + " took "
                    + Units.time(run.storage().commitSeconds()) + ". A nearer output makes them faster.";
        }
        if (noLog > HALF * run.elapsed()) {
            return "Listing the input limits: rows were held for " + Units.time(noLog)
                    + " until all of it was known. Fewer"
                    + " and larger files, or a store that is nearer, are listed sooner.";
        }
        if (handOver > HALF * life) {
            return "No stage limits: most time went into handing batches over. Let batches have more rows"
                    + " (Compute.withBatchRows).";
        }
        if (noRoom > HALF * life) {
            return "No stage limits: most time was waiting for room. Give it more with --memory.";
        }
        return "No stage limits: none was at work for even 60 % of the time.";
    }
}
