// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import io.pelton.launcher.profile.RunProfile.Model;
import io.pelton.launcher.profile.RunProfile.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * A recording, read once: for each run of a job where its time went.
 *
 * <p>Events that the engine tells bear the run's name; those of files, models and the JVM are the run's if they lie in its
 * time, so of jobs that run beside one another each gets those of all.
 */
final class Recorded {
    private final Map<String, RecordedEvent> jobs = new LinkedHashMap<>();
    private final Map<String, Map<Integer, StageTimes>> stages = new HashMap<>();
    private final Map<String, Long> firstBatches = new HashMap<>();
    private final Map<String, List<RecordedEvent>> commits = new HashMap<>();
    private final List<RecordedEvent> others = new ArrayList<>();
    private final Samples java = new Samples();
    private final Samples natives = new Samples();

    private Recorded() {}

    /** The runs that have ended, in the order of their ends. */
    static List<RunProfile> read(Path file) throws IOException {
        Recorded recorded = new Recorded();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                recorded.add(events.readEvent());
            }
        }
        return recorded.jobs.values().stream().map(recorded::profile).toList();
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "pelton.Job" -> jobs.put(run(event), event);
            case "pelton.Stage" -> stage(event).stage(event);
            case "pelton.Actor" -> stage(event).actor(event);
            case "pelton.ActorWait" -> stage(event).actorWait(event);
            case "pelton.StageWait" -> stage(event).stageWait(event);
            case "pelton.Batch" -> batch(event);
            case "pelton.Read" -> stage(event).read(event);
            case "pelton.Commit", "pelton.Publish" ->
                commits.computeIfAbsent(run(event), r -> new ArrayList<>()).add(event);
            case "pelton.FileRead", "pelton.FileWrite", "pelton.ModelRun", "jdk.GarbageCollection", "jdk.CPULoad" ->
                others.add(event);
            case "jdk.ExecutionSample" -> java.add(event);
            case "jdk.NativeMethodSample" -> natives.add(event);
            default -> {}
        }
    }

    private static String run(RecordedEvent event) {
        return event.getString("run");
    }

    private StageTimes stage(RecordedEvent event) {
        return stages.computeIfAbsent(run(event), run -> new TreeMap<>())
                .computeIfAbsent(event.getInt("stage"), StageTimes::new);
    }

    private void batch(RecordedEvent event) {
        stage(event).batch(event);
        if (!event.getString("work").equals("read")) {
            firstBatches.merge(run(event), Times.end(event), Math::min);
        }
    }

    private RunProfile profile(RecordedEvent job) {
        long from = Times.start(job);
        long to = Times.end(job);
        List<RecordedEvent> within = others.stream()
                .filter(event -> Times.start(event) >= from && Times.start(event) <= to)
                .toList();
        List<RecordedEvent> pauses = of("jdk.GarbageCollection", within);
        return new RunProfile(
                run(job),
                job.getString("job"),
                job.getString("description"),
                Times.seconds(to - from),
                job.getInt("cores"),
                Times.seconds(job.getDuration("cpu").toNanos()),
                otherPrograms(of("jdk.CPULoad", within)),
                Times.seconds(job.getDuration("startUp").toNanos()),
                Times.seconds(firstBatches.getOrDefault(run(job), to) - from),
                Times.seconds(job.getDuration("compilation").toNanos()),
                pauses.size(),
                Times.seconds(pauses.stream()
                        .mapToLong(p -> p.getDuration("sumOfPauses").toNanos())
                        .sum()),
                stages.getOrDefault(run(job), Map.of()).values().stream()
                        .map(StageTimes::profile)
                        .toList(),
                storage(run(job), within),
                models(of("pelton.ModelRun", within)),
                java.top(from, to),
                natives.top(from, to));
    }

    private static double otherPrograms(List<RecordedEvent> loads) {
        return loads.stream()
                .mapToDouble(load -> Math.max(
                        0, load.getFloat("machineTotal") - load.getFloat("jvmUser") - load.getFloat("jvmSystem")))
                .average()
                .orElse(0);
    }

    private Storage storage(String run, List<RecordedEvent> within) {
        List<RecordedEvent> reads = of("pelton.FileRead", within);
        List<RecordedEvent> writes = of("pelton.FileWrite", within);
        List<RecordedEvent> logged = commits.getOrDefault(run, List.of());
        return new Storage(
                sum(reads, "bytes"),
                seconds(reads),
                sum(writes, "bytes"),
                seconds(writes),
                of("pelton.Commit", logged).size(),
                seconds(logged));
    }

    private static List<Model> models(List<RecordedEvent> runs) {
        Map<String, List<RecordedEvent>> byModel = new HashMap<>();
        runs.forEach(run -> byModel.computeIfAbsent(run.getString("model"), m -> new ArrayList<>())
                .add(run));
        return byModel.entrySet().stream()
                .map(e -> new Model(
                        e.getKey(),
                        e.getValue().size(),
                        sum(e.getValue(), "rows"),
                        sum(e.getValue(), "padded"),
                        seconds(e.getValue())))
                .sorted((a, b) -> Double.compare(b.seconds(), a.seconds()))
                .toList();
    }

    private static List<RecordedEvent> of(String type, Collection<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .toList();
    }

    private static long sum(List<RecordedEvent> events, String field) {
        return events.stream().mapToLong(event -> event.getLong(field)).sum();
    }

    private static double seconds(List<RecordedEvent> events) {
        return Times.seconds(events.stream().mapToLong(Times::nanos).sum());
    }
}
