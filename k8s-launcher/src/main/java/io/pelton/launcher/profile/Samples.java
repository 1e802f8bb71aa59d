// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import io.pelton.launcher.profile.RunProfile.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;

/**
 * Samples of one kind: which method each of the job's threads was in. Java and native code are sampled apart, the latter
 * one thread at a time, so shares are of one kind only.
 */
final class Samples {
    private static final int MOST = 5;
    private static final String THREADS = "pelton-";

    private record Sample(long nanos, String method) {}

    private final List<Sample> all = new ArrayList<>();

    /** Takes a sample, if it is of a thread that works for a job. */
    void add(RecordedEvent event) {
        RecordedThread thread = event.getThread("sampledThread");
        RecordedStackTrace stack = event.getStackTrace();
        if (thread == null
                || thread.getJavaName() == null
                || !thread.getJavaName().startsWith(THREADS)) {
            return;
        }
        if (stack != null && !stack.getFrames().isEmpty()) {
            all.add(new Sample(Times.start(event), name(stack.getFrames().get(0))));
        }
    }

    private static String name(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method == null ? "?" : method.getType().getName() + "." + method.getName();
    }

    /** The most frequent methods between two moments. */
    List<Method> top(long from, long to) {
        Map<String, Integer> counts = new HashMap<>();
        int n = 0;
        for (Sample sample : all) {
            if (sample.nanos >= from && sample.nanos <= to) {
                counts.merge(sample.method, 1, Integer::sum);
                n++;
            }
        }
        double total = Math.max(1, n);
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .map(entry -> new Method(entry.getKey(), entry.getValue() / total))
                .toList();
    }
}
