// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

/**
 * Where the time of one stage's actors went, in seconds summed over actors. Each moment of an actor's life counts once.
 *
 * @param id its number in the plan
 * @param name what it does
 * @param role what its actors do
 * @param mostActors how many actors it may have
 * @param actors how many it had, one after another or at a time
 * @param life from each actor's start to its end
 * @param starting until actors could take work, such as loading models
 * @param compute in operators
 * @param read in the source: fetching and decoding
 * @param write in the sink: encoding and storing
 * @param noInput waits while no rows were there
 * @param noRoom waits while what it gives had no room
 * @param noLog waits while its rows were held because the input was still being listed, and the log not open
 * @param noWork waits while nothing was left for an actor to do, as at the end
 * @param cpu on a core, whatever for
 * @param batches batches handled
 * @param rows rows of those
 */
public record StageProfile(
        int id,
        String name,
        Role role,
        int mostActors,
        int actors,
        double life,
        double starting,
        double compute,
        double read,
        double write,
        double noInput,
        double noRoom,
        double noLog,
        double noWork,
        double cpu,
        long batches,
        long rows) {
    /** What the actors of a stage do. */
    public enum Role {
        READ,
        COMPUTE,
        WRITE
    }

    /** At work of any kind. */
    public double busy() {
        return compute + read + write;
    }

    /** Between batches for no reason that lies with rows or room: a batch was on its way from or to the job's loop. */
    public double handOver() {
        return Math.max(0, life - starting - busy() - noInput - noRoom - noLog - noWork);
    }

    /** The share of the time in which there could have been work that its actors worked. */
    public double busyShare() {
        double could = life - starting - noWork;
        return could <= 0 ? 0 : Math.min(1, busy() / could);
    }
}
