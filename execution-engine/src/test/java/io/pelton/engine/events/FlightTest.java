// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.engine.PeltonEngine;
import io.pelton.engine.io.FileStores;
import io.pelton.engine.runtime.MachineLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What jobs leave alone in a JVM in which nobody records; each runs in one of its own. */
@Timeout(120)
class FlightTest {
    /** As the JVM's log names a class whose initialisation begins: of Pelton's events, and of what all events are. */
    private static final Pattern EVENT =
            Pattern.compile("Initializing '((?:io/pelton/engine/events/\\w+|jdk/jfr/)Event)'");

    @TempDir
    Path folder;

    /** A job that writes, and one that reads what it has written. */
    static final class Jobs {
        private Jobs() {}

        public static void main(String[] args) {
            PeltonEngine engine = new PeltonEngine(
                    FileStores.standard(),
                    new MachineLimits(2, 1L << 30, Path.of(args[0])),
                    List::of,
                    () -> UUID.randomUUID().toString());
            String first = args[0] + "/first";
            engine.run(copied(Dataset.range(5_000)).writeParquet(first).plan(), JobOptions.defaults());
            ParquetSource source = new ParquetSource(List.of(first));
            Dataset written = Dataset.of(Scan.of(source, engine.schemaOf(source)));
            engine.run(copied(written).writeParquet(args[0] + "/second").plan(), JobOptions.defaults());
        }

        private static Dataset copied(Dataset rows) {
            return rows.mapBatches(context -> batch -> batch.slice(0, batch.rowCount()), Compute.tasks(1));
        }
    }

    /** The events' classes that are initialised while the jobs run in a new JVM. */
    private Set<String> initialised(String... options) throws Exception {
        Path log = folder.resolve("classes.log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Xlog:class+init=info:file=" + log + ":none:filecount=0",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.addAll(List.of(Jobs.class.getName(), folder.toString()));
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        Set<String> events = new TreeSet<>();
        Matcher matcher = EVENT.matcher(Files.readString(log));
        while (matcher.find()) {
            events.add(matcher.group(1));
        }
        return events;
    }

    @Test
    void noEventIsMadeBeforeSomebodyRecords() throws Exception {
        assertThat(initialised()).isEmpty();
    }

    @Test
    void eventsAreMadeWhenSomebodyRecords() throws Exception {
        assertThat(initialised("-XX:StartFlightRecording:dumponexit=false"))
                .contains("jdk/jfr/Event")
                .contains(event("Job"), event("Stage"), event("Actor"), event("ActorWait"), event("StageWait"))
                .contains(event("Batch"), event("Read"), event("FileRead"), event("FileWrite"))
                .contains(event("Commit"), event("Publish"));
    }

    private static String event(String name) {
        return "io/pelton/engine/events/" + name + "Event";
    }
}
