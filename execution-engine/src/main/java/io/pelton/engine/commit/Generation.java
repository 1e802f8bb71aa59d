// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.util.List;

/** One whole computation of the output, however many runs it takes. A folder has as many as it was overwritten. */
final class Generation {
    /** How far it has come; never goes back. */
    enum Phase {
        COMMITTING,
        PUBLISHING,
        PUBLISHED,
        FINISHED
    }

    private final long number;
    private final boolean overwrite;
    private final JobIdentity identity;
    private final SplitIndex splits = new SplitIndex();
    private Phase phase = Phase.COMMITTING;

    Generation(long number, boolean overwrite, JobIdentity identity) {
        this.number = number;
        this.overwrite = overwrite;
        this.identity = identity;
    }

    /** The number of the entry that began it. */
    long number() {
        return number;
    }

    /** Whether it was begun by a run that was told to overwrite. */
    boolean overwrite() {
        return overwrite;
    }

    JobIdentity identity() {
        return identity;
    }

    SplitIndex splits() {
        return splits;
    }

    Phase phase() {
        return phase;
    }

    void advance(Phase next) {
        if (next.ordinal() != phase.ordinal() + 1) {
            throw new IllegalArgumentException("generation " + number + " goes from " + phase + " to " + next);
        }
        phase = next;
    }

    /** Where it keeps its files, relative to the output folder. */
    String folder() {
        return OutputFolder.LOG_ROOT + "/gen-" + number;
    }

    String staging() {
        return folder() + "/staged";
    }

    String manifest() {
        return folder() + "/manifest";
    }

    /** Every committed file, under the name it is published by, by name; each is made anew whenever it is asked for. */
    List<OutputFile> files() {
        FileList files = new FileList();
        for (CommittedSplit split : splits.inOrder()) {
            for (OutputFile f : split.files()) {
                files.append(new OutputFile(f.staged(), publishedName(f.name()), f.rows(), f.bytes()));
            }
        }
        return files.byName();
    }

    /**
     * Names differ between generations, so that publishing one never touches a file of another: neither by a run that
     * is stopped half-way nor by one that does not yet know that it has been taken over.
     */
    String publishedName(String name) {
        if (number == 0) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        int at = dot < 0 ? name.length() : dot;
        return name.substring(0, at) + "-g" + number + name.substring(at);
    }
}
