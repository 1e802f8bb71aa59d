// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

/**
 * How a session runs.
 *
 * @param provider the execution provider, such as {@code cpu} or {@code cuda}, in lower case
 * @param device the provider's device number
 * @param threads the threads that one run keeps busy
 * @param memoryPatterns whether a run takes the memory of all its steps at once, by a plan that is kept for each shape of
 *     input ever seen. Otherwise each step takes what another core has just written to and still has in its cache, which
 *     makes models of many small steps slower by up to a tenth. Models of large steps, such as ResNet-18, take as long
 *     either way
 */
public record SessionSettings(String provider, int device, int threads, boolean memoryPatterns) {
    /** One thread, and no plans of memory. */
    public SessionSettings(String provider, int device) {
        this(provider, device, 1, false);
    }

    /** The same with another number of threads. */
    SessionSettings withThreads(int newThreads) {
        return new SessionSettings(provider, device, newThreads, memoryPatterns);
    }

    /** The same with plans of memory: for inputs of few shapes. */
    SessionSettings withMemoryPatterns() {
        return new SessionSettings(provider, device, threads, true);
    }

    /** Whether it runs on the processor, not on a device. */
    public boolean onProcessor() {
        return provider.equals("cpu");
    }

    /** Where it runs, for messages and fingerprints. */
    String place() {
        return onProcessor() ? "cpu" : provider + ":" + device;
    }

    /** Equal for settings whose sessions may be shared. */
    String key() {
        return place() + " threads=" + threads + (memoryPatterns ? " memory-patterns" : "");
    }
}
