// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.util.List;

/**
 * A pipeline as a class, so that every process of a cluster can build the same one from the same arguments: nothing of user
 * code is ever serialised. Needs a public constructor without parameters.
 */
@FunctionalInterface
public interface Job {
    /**
     * Builds the pipeline. Called once in every process; equal arguments must give equal plans, so it reads no clock, no
     * random number and nothing else that differs between processes.
     *
     * @param args the command line's arguments after the class name
     */
    Pipeline define(List<String> args);
}
