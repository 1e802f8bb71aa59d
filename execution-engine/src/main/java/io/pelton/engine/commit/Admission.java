// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.util.Optional;

/** Decides whether a job may use an output folder, and how, before anything is written. */
final class Admission {
    /** How a job goes on. */
    enum Decision {
        /** With a new generation. */
        BEGIN,
        /** Where earlier runs stopped. */
        TAKE_UP,
        /** Not at all: the output is finished. */
        NOTHING_TO_DO
    }

    private final OutputFolder folder;
    private final JobIdentity identity;
    private final Existing existing;

    Admission(OutputFolder folder, JobIdentity identity, Existing existing) {
        this.folder = folder;
        this.identity = identity;
        this.existing = existing;
    }

    Decision decide(LogState state) throws IOException {
        Optional<Generation> generation = state.generation();
        if (generation.isEmpty()) {
            folder.requireUnused();
            return Decision.BEGIN;
        }
        return existing == Existing.OVERWRITE ? overwrite(generation.get()) : resume(generation.get());
    }

    private Decision resume(Generation generation) throws IOException {
        if (!isSame(generation)) {
            if (isBarren(generation)) {
                return Decision.BEGIN;
            }
            throw PeltonException.user("Cannot resume the job in " + folder + ": expected the job that began it but "
                    + IdentityDifference.describe(generation.identity(), identity)
                    + ". Restore the earlier pipeline and input, write to another folder, or replace the output with "
                    + CommitLog.OVERWRITE_HINT + ".");
        }
        new Publisher(folder, generation).requireWhole();
        return generation.phase() == Generation.Phase.FINISHED ? Decision.NOTHING_TO_DO : Decision.TAKE_UP;
    }

    private Decision overwrite(Generation generation) throws IOException {
        boolean unfinished = generation.overwrite() && generation.phase() != Generation.Phase.FINISHED;
        boolean takesUp = unfinished && isSame(generation) && new Publisher(folder, generation).isWhole();
        return takesUp ? Decision.TAKE_UP : Decision.BEGIN;
    }

    /** Whether nothing is there that another job could harm: a mended job need not be told to overwrite its failure. */
    private static boolean isBarren(Generation generation) {
        return !generation.overwrite()
                && generation.phase() == Generation.Phase.COMMITTING
                && generation.splits().isEmpty();
    }

    private boolean isSame(Generation generation) {
        return generation.identity().id().equals(identity.id());
    }
}
