// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import io.pelton.launcher.profile.StageProfile.Role;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;

/** What was recorded of one stage, added up. */
final class StageTimes {
    /** Why a stage stood still: the names that the engine gives its reasons. */
    private enum Reason {
        INPUT,
        ROOM,
        LOG,
        ACTOR,
        END
    }

    private final int id;
    private String name = "";
    private Role role = Role.COMPUTE;
    private int mostActors;
    private int actors;
    private long life;
    private long opening;
    private long cpu;
    private long batches;
    private long rows;
    private long reads;
    private final Map<String, Long> work = new HashMap<>();
    private final Spans actorWaits = new Spans();
    private final Spans stageWaits = new Spans();

    StageTimes(int id) {
        this.id = id;
        this.name = "stage " + id;
    }

    void stage(RecordedEvent event) {
        name = event.getString("name");
        role = Role.valueOf(event.getString("role").toUpperCase(Locale.ROOT));
        mostActors = event.getInt("mostActors");
    }

    void actor(RecordedEvent event) {
        actors++;
        life += Times.nanos(event);
        opening += event.getDuration("opening").toNanos();
        cpu += event.getDuration("cpu").toNanos();
    }

    void actorWait(RecordedEvent event) {
        actorWaits.add(Times.start(event), Times.end(event), 0);
    }

    void stageWait(RecordedEvent event) {
        int reason = Reason.valueOf(event.getString("reason")).ordinal();
        stageWaits.add(Times.start(event), Times.end(event), reason);
    }

    void batch(RecordedEvent event) {
        batches++;
        rows += event.getLong("rows");
        work.merge(event.getString("work"), Times.nanos(event), Long::sum);
    }

    void read(RecordedEvent event) {
        reads += Times.nanos(event);
    }

    private long of(String what) {
        return work.getOrDefault(what, 0L);
    }

    StageProfile profile() {
        long[] waits = actorWaits.over(stageWaits, Reason.values().length);
        return new StageProfile(
                id,
                name,
                role,
                mostActors,
                actors,
                Times.seconds(life),
                Times.seconds(opening),
                Times.seconds(of("compute") + Math.max(0, of("read") - reads)),
                Times.seconds(reads),
                Times.seconds(of("write") + of("finish") + of("abandon")),
                Times.seconds(waits[Reason.INPUT.ordinal()]),
                Times.seconds(waits[Reason.ROOM.ordinal()]),
                Times.seconds(waits[Reason.LOG.ordinal()]),
                Times.seconds(waits[Reason.END.ordinal()]),
                Times.seconds(cpu),
                batches,
                rows);
    }
}
