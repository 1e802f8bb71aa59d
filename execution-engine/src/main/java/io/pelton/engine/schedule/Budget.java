// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

/**
 * Who may hold how many bytes. Half of the budget is reserved in equal shares for the outputs of the stages; the rest is
 * for whoever asks first, and the scheduler asks for stages from the sink to the sources, so that what is nearest to
 * leaving goes first. A stage that holds nothing at all may always run one task: that is the only way past the budget, it
 * is taken only here, and it is counted.
 */
final class Budget {
    private final long shareBytes;
    private final long commonBytes;
    private long commonUsed;
    private long held;
    private long peak;
    private long escapes;

    Budget(long budgetBytes, int stages) {
        this.shareBytes = budgetBytes / 2 / Math.max(1, stages);
        this.commonBytes = budgetBytes - shareBytes * Math.max(1, stages);
    }

    /** Bytes that one stage can count on. */
    long shareBytes() {
        return shareBytes;
    }

    /** The accounted bytes of all edges now. */
    long heldBytes() {
        return held;
    }

    long peakBytes() {
        return peak;
    }

    /** How often a stage without any bytes was let past the budget. */
    long escapes() {
        return escapes;
    }

    /** Whether a stage may start a task that may add so many bytes. */
    boolean allows(StageState<?> stage, long bytes) {
        long more = Math.max(0, stage.outBytes + bytes - shareBytes) - Math.max(0, stage.outBytes - shareBytes);
        return more == 0 || commonUsed + more <= commonBytes;
    }

    /**
     * Lets a stage past the budget for one task, if it may.
     *
     * @param due whether the task's split is the one that all others wait for, with nothing of it behind this stage
     */
    boolean escapes(StageState<?> stage, boolean due) {
        if (stage.running == 0 && (stage.outBytes == 0 || due)) {
            escapes++;
            return true;
        }
        return false;
    }

    void add(StageState<?> stage, long bytes) {
        long before = Math.max(0, stage.outBytes - shareBytes);
        stage.outBytes += bytes;
        commonUsed += Math.max(0, stage.outBytes - shareBytes) - before;
        held += bytes;
        peak = Math.max(peak, held);
    }
}
