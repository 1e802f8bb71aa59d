// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a pool is called and how it behaves.
 *
 * @param name names its threads, {@code pelton-<name>-<replica>}
 * @param mailboxCapacity messages in flight per actor, at most: the one it works on and those waiting.
 *     2 keeps an actor busy while its last answer travels
 * @param restarts how often crashed actors are replaced
 * @param interruptAfter how long {@link ActorPool#close} lets actors finish the message at hand
 *     before it interrupts them
 * @param giveUpAfter how long {@link ActorPool#close} waits in all before it leaves behind an actor
 *     that does not heed the interrupt
 */
public record PoolSettings(
        String name, int mailboxCapacity, RestartBudget restarts, Duration interruptAfter, Duration giveUpAfter) {
    private static final int MAX_CAPACITY = 1 << 20;

    public PoolSettings {
        requireNonNull(name, "name");
        requireNonNull(restarts, "restarts");
        requireNonNull(interruptAfter, "interruptAfter");
        requireNonNull(giveUpAfter, "giveUpAfter");
        if (mailboxCapacity < 1 || mailboxCapacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("Cannot make pool '" + name + "': mailboxCapacity must be 1 to "
                    + MAX_CAPACITY + " but is " + mailboxCapacity);
        }
    }

    /** Settings with the usual restarts and patience: an interrupt after 2 s, giving up after 30 s. */
    public static PoolSettings of(String name, int mailboxCapacity) {
        return new PoolSettings(
                name, mailboxCapacity, RestartBudget.DEFAULT, Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    /** These settings with other restarts. */
    public PoolSettings withRestarts(RestartBudget budget) {
        return new PoolSettings(name, mailboxCapacity, budget, interruptAfter, giveUpAfter);
    }

    /** These settings with other patience at {@link ActorPool#close}. */
    public PoolSettings withClosePatience(Duration untilInterrupt, Duration untilGivingUp) {
        return new PoolSettings(name, mailboxCapacity, restarts, untilInterrupt, untilGivingUp);
    }
}
