// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

/**
 * How a session runs.
 *
 * @param provider the execution provider, such as {@code cpu} or {@code cuda}, in lower case
 * @param device the provider's device number
 * @param threads the threads that one run keeps busy
 */
public record SessionSettings(String provider, int device, int threads) {
    /** The same with another number of threads. */
    SessionSettings withThreads(int newThreads) {
        return new SessionSettings(provider, device, newThreads);
    }

    /** Whether it runs on the processor, not on a device. */
    public boolean onProcessor() {
        return provider.equals("cpu");
    }

    /** Where it runs, for messages and fingerprints. */
    String place() {
        return onProcessor() ? "cpu" : provider + ":" + device;
    }
}
