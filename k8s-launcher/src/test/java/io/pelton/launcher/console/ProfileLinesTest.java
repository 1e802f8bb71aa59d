// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.launcher.profile.RunProfile;
import io.pelton.launcher.profile.StageProfile;
import io.pelton.launcher.profile.StageProfile.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileLinesTest {
    private static final StageProfile READS = stage(0, "read glosses.parquet", Role.READ, 1, 40, 0.2);
    private static final StageProfile EMBEDS = stage(1, "embed minilm", Role.COMPUTE, 2, 80, 78);
    private static final StageProfile WRITES = stage(2, "write out", Role.WRITE, 1, 40, 0.3);

    private static StageProfile stage(int id, String name, Role role, int actors, double life, double busy) {
        double idle = life - busy - 0.5;
        return new StageProfile(
                id,
                name,
                role,
                8,
                actors,
                life,
                0.5,
                role == Role.COMPUTE ? busy : 0,
                role == Role.READ ? busy : 0,
                role == Role.WRITE ? busy : 0,
                role == Role.WRITE ? idle : 0,
                role == Role.READ ? idle : 0,
                0,
                role == Role.COMPUTE ? idle : 0,
                busy,
                100,
                10_000);
    }

    private static RunProfile run(double cpu, double firstBatch, StageProfile... stages) {
        return new RunProfile(
                "run",
                "job",
                "glosses -> out",
                40,
                2,
                cpu,
                0,
                0.9,
                firstBatch,
                3,
                12,
                0.05,
                List.of(stages),
                new RunProfile.Storage(559_009, 0.01, 14_300_000, 0.1, 19, 0.12),
                List.of(new RunProfile.Model("minilm.onnx", 430, 10_000, 186_000, 77.2)),
                List.of(new RunProfile.Method("io.pelton.A.b", 0.38), new RunProfile.Method("io.pelton.C.d", 0.004)),
                List.of(new RunProfile.Method("ai.onnxruntime.OrtSession.run", 0.99)));
    }

    @Test
    void linesTellStagesModelsStorageAndTheMachine() {
        List<String> lines = ProfileLines.of(run(78, 0.7, READS, EMBEDS, WRITES), Look.PLAIN);

        assertThat(String.join("\n", lines)).isEqualTo("""
                Where the time went  40.0 s, 98 % of 2 cores busy; seconds of actors:
                  stage                 actors  compute  no input  no room  no work   start
                  read glosses.parquet       1     0.00      0.00     39.3     0.00    0.50
                > embed minilm               2     78.0      0.00     0.00     1.50    0.50
                  write out                  1     0.00      39.2     0.00     0.00    0.50
                  all                        4     78.0      39.2     39.3     1.50    1.50
                  model    minilm.onnx  77.2 s in 430 runs of 10,000 rows
                  storage  read 559 kB in 0.01 s, wrote 14.3 MB in 0.10 s, 19 commits in 0.12 s
                  JVM      GC stopped it for 0.05 s in 12 pauses; JIT compiled for 3.00 s beside it; start 0.90 s, then 0.70 s to the first batch
                  Java       38 %  io.pelton.A.b
                  native     99 %  ai.onnxruntime.OrtSession.run
                  advice   'embed minilm' limits: its 2 actors worked 100 % of the time they could. All 2 cores were busy: only less work for each row, such as a smaller or quantised model, or more cores make it faster.\
                """);
    }

    @Test
    void aStageThatIsOffTheCoresWhileItWorksIsGivenMoreActors() {
        StageProfile waits =
                new StageProfile(0, "call", Role.COMPUTE, 4, 4, 40, 0, 39, 0, 0, 0.5, 0, 0, 0, 0.2, 100, 10_000);

        assertThat(Advice.of(run(1, 0.7, waits)))
                .contains("'call' limits", "on a core for 0.20 s of 39.0 s", "Compute.actors(1, 16).withCpus(0.1)");
    }

    @Test
    void idleCoresAreOfferedToAStageThatHasAllItsActors() {
        StageProfile one =
                new StageProfile(0, "score", Role.COMPUTE, 1, 1, 40, 0, 39, 0, 0, 0.5, 0, 0, 0, 39, 100, 10_000);

        assertThat(Advice.of(run(40, 0.7, one))).contains("50 % of 2 cores busy", "Compute.actors(1, 2)");
    }

    @Test
    void aJobThatIsMostlyStartSaysSo() {
        assertThat(Advice.of(run(78, 30, READS, EMBEDS, WRITES))).startsWith("Starting took 30.0 s of 40.0 s");
    }

    @Test
    void batchesThatAreOnTheirWayMostOfTheTimeAreTooSmall() {
        StageProfile tiny = new StageProfile(0, "one", Role.COMPUTE, 1, 1, 40, 0, 5, 0, 0, 1, 1, 0, 0, 5, 100, 100);

        assertThat(tiny.handOver()).isEqualTo(33);
        assertThat(Advice.of(run(40, 0.7, tiny))).contains("Compute.withBatchRows");
    }

    @Test
    void aListingThatIsWaitedForIsNamed() {
        StageProfile held = new StageProfile(2, "write out", Role.WRITE, 1, 1, 40, 0, 0, 0, 3, 1, 0, 35, 0, 2, 9, 100);
        List<String> lines = ProfileLines.of(run(40, 0.7, held), Look.PLAIN);

        assertThat(lines.get(1)).contains("  no input  no log  hand-over");
        assertThat(lines.get(2)).contains("      1.00    35.0       1.00");
        assertThat(held.handOver()).isEqualTo(1);
        assertThat(Advice.of(run(40, 0.7, held))).startsWith("Listing the input limits: rows were held for 35.0 s");
    }

    @Test
    void aStoreThatIsWaitedForIsNamed() {
        StageProfile writes =
                new StageProfile(2, "write out", Role.WRITE, 1, 1, 40, 0, 0, 0, 39, 0, 0, 0, 0, 2, 9, 100);
        RunProfile quick = run(40, 0.7, writes);

        assertThat(Advice.of(quick)).contains("encoding");
        assertThat(Advice.of(new RunProfile(
                        quick.run(),
                        quick.job(),
                        quick.description(),
                        quick.elapsed(),
                        quick.cores(),
                        quick.cpu(),
                        0,
                        quick.startUp(),
                        quick.firstBatch(),
                        quick.compilation(),
                        0,
                        0,
                        quick.stages(),
                        new RunProfile.Storage(0, 0, 1_000, 30, 1, 0.1),
                        List.of(),
                        List.of(),
                        List.of())))
                .contains("waiting for storage");
    }
}
