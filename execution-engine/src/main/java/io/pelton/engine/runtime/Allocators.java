// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The memory of a job's batches: a root, and a named child for each stage. */
final class Allocators {
    private final RootAllocator root = root();
    private final List<BufferAllocator> stages = new ArrayList<>();

    Allocators(List<Stage> plan) {
        for (Stage stage : plan) {
            stages.add(root.newChildAllocator("stage " + stage.id() + " " + stage.name(), 0, Long.MAX_VALUE));
        }
    }

    /** The root of a job's memory. */
    static RootAllocator root() {
        return new RootAllocator(AllocationListener.NOOP, Long.MAX_VALUE, TightRounding.POLICY);
    }

    BufferAllocator of(int stage) {
        return stages.get(stage);
    }

    long peakBytes() {
        return root.getPeakMemoryAllocation();
    }

    /** What is still allocated, by stage; empty if nothing is. */
    String leaks() {
        StringBuilder text = new StringBuilder();
        for (BufferAllocator stage : stages) {
            if (stage.getAllocatedMemory() != 0) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(stage.getAllocatedMemory())
                        .append(" bytes of ")
                        .append(stage.getName());
            }
        }
        return text.toString();
    }

    /** Closes what nobody uses. A batch that a consumer holds keeps its allocator alive until it is closed. */
    void close() {
        boolean free = true;
        for (BufferAllocator stage : stages) {
            if (stage.getAllocatedMemory() == 0) {
                stage.close();
            } else {
                free = false;
            }
        }
        if (free) {
            root.close();
        }
    }
}
