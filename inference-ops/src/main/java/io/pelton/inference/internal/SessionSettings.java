// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

/**
 * How a session runs.
 *
 * @param provider the execution provider, such as {@code cpu} or {@code cuda}, in lower case
 * @param device the provider's device number
 * @param threads the threads that one run keeps busy
 * @param arena whether the steps of a run take their memory from an arena that all runs of the session share. Each step then
 *     gets what another core has just written to and still has in its cache, which made MiniLM slower by up to a tenth on
 *     two cores of one socket, at some times and not at others. Otherwise they take it from the C library, which has an
 *     arena for each thread, but maps blocks of many megabytes anew each time. Models of large steps, such as ResNet-18,
 *     do not feel the first
 */
public record SessionSettings(String provider, int device, int threads, boolean arena) {
    /** One thread, and an arena. */
    public SessionSettings(String provider, int device) {
        this(provider, device, 1, true);
    }

    /** The same with another number of threads. */
    SessionSettings withThreads(int newThreads) {
        return new SessionSettings(provider, device, newThreads, arena);
    }

    /** The same without an arena: for runs of small steps. */
    SessionSettings withoutArena() {
        return new SessionSettings(provider, device, threads, false);
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
        return place() + " threads=" + threads + (arena ? "" : " no-arena");
    }
}
