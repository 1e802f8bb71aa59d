// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

/** Work done over some time, with older work counting less. */
record Sums(double rowsIn, double rowsOut, double busySeconds) {
    static final Sums NONE = new Sums(0, 0, 0);

    Sums plus(Sums more) {
        return new Sums(rowsIn + more.rowsIn, rowsOut + more.rowsOut, busySeconds + more.busySeconds);
    }

    Sums times(double factor) {
        return new Sums(rowsIn * factor, rowsOut * factor, busySeconds * factor);
    }

    boolean isMeasured() {
        return rowsIn > 0 && busySeconds > 0;
    }

    /** The true rate of an actor: rows per busy second. */
    double rate() {
        return rowsIn / busySeconds;
    }

    double selectivity() {
        return rowsOut / rowsIn;
    }
}
