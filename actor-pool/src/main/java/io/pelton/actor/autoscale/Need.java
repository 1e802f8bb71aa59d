// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

/**
 * What one pool needs for the pipeline to run at a rate.
 *
 * @param estimate what is known of its speed
 * @param actorSecondsPerRow busy seconds of its actors that one row of the source costs; 0 if unknown or nothing
 * @param floor actors it has in any case
 * @param ceiling actors it gets at most
 */
record Need(
        PoolObservation pool,
        RateEstimate estimate,
        Knowledge knowledge,
        double actorSecondsPerRow,
        int floor,
        int ceiling) {
    /** How much is known of it. */
    enum Knowledge {
        /** It takes part, and its cost is measured. */
        MEASURED,
        /** It takes part, at a cost that is still unknown. */
        UNKNOWN,
        /** It has nothing more to do. */
        FINISHED
    }

    /** What it has now, within its bounds. */
    int present() {
        return Math.max(floor, Math.min(ceiling, pool.present()));
    }

    boolean is(Knowledge other) {
        return knowledge == other;
    }

    /** Source rows a second that so many actors can keep up with. */
    double rate(int actors) {
        return actorSecondsPerRow > 0 ? actors / actorSecondsPerRow : Double.POSITIVE_INFINITY;
    }

    /** Busy actors, as a fraction, when the pipeline runs at a rate. */
    double actorsAt(double rate) {
        return actorSecondsPerRow > 0 ? rate * actorSecondsPerRow : 0;
    }

    double cpus() {
        return pool.limits().cpusPerActor();
    }
}
