// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.launcher.console.Look;
import io.pelton.launcher.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @Test
    void everyProblemIsFollowedByItsCure() {
        List<String> report = Doctor.report(
                List.of(
                        Finding.ok("Java", "17 at /jdk"),
                        Finding.warn("Memory", "512 MB", "Give more."),
                        Finding.fail("Temp space", "/tmp cannot be written to", "Make it writable.")),
                Look.PLAIN);

        assertThat(String.join("\n", report)).isEqualTo("""
                          ok    Java        17 at /jdk
                          warn  Memory      512 MB
                                            -> Give more.
                          fail  Temp space  /tmp cannot be written to
                                            -> Make it writable.

                        2 things to mend; follow the arrows.""");
    }

    @Test
    void thisBuildIsHealthyOnThisMachine() {
        List<Finding> findings = Doctor.look(List.of());

        assertThat(Doctor.report(findings, Look.PLAIN)).as("one screen").hasSizeLessThan(24);
        assertThat(findings).filteredOn(f -> f.level() == Level.FAIL).isEmpty();
        assertThat(findings).extracting(Finding::subject).contains("ONNX Runtime", "Cores", "Memory", "Temp space");
        assertThat(findings).filteredOn(f -> f.subject().equals("ONNX Runtime")).allMatch(f -> f.text()
                .matches("1\\..*providers: .*cpu.*"));
    }

    @Test
    void oldJavaAndRuntimesWithoutCompilerAreRefused() {
        assertThat(JavaChecks.jdk(11, "11.0.2 X", "/jdk", true).level()).isEqualTo(Level.FAIL);
        assertThat(JavaChecks.jdk(17, "17 X", "/jre", false).text()).contains("without a compiler");
        assertThat(JavaChecks.jdk(17, "17 X", "/jdk", true).level()).isEqualTo(Level.OK);
    }

    @Test
    void cgroupLimitIsToldApartFromTheMachine() {
        assertThat(MachineChecks.cores(2, 8).text()).isEqualTo("2 of the machine's 8 (cgroup limit)");
        assertThat(MachineChecks.cores(2, 2).text()).isEqualTo("2");
        assertThat(MachineChecks.cores(2, 0).text()).isEqualTo("2");
    }

    @Test
    void heapThatLeavesNoRoomForModelsIsToldOff() {
        assertThat(MachineChecks.memory(4_000_000_000L, 3_600_000_000L).cure()).contains("-Xmx");
        assertThat(MachineChecks.memory(1_000_000_000L, 250_000_000L).cure()).contains("2 GB");
        assertThat(MachineChecks.memory(4_000_000_000L, 1_000_000_000L).level()).isEqualTo(Level.OK);
    }

    @Test
    void folderThatCannotBeWrittenToIsAFailureWithItsSetting(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        assertThat(MachineChecks.folder("Temp space", file, "-Dx")).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.cure()).contains("-Dx");
        });
        assertThat(MachineChecks.folder("Cache", folder.resolve("not/yet/there"), "-Dx")
                        .level())
                .isNotEqualTo(Level.FAIL);
        assertThat(folder).as("nothing is left behind").isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void pathThatCannotBeReachedIsAFailure(@TempDir Path folder) {
        String path = folder.resolve("none.parquet").toString();
        Finding finding = new StoreCheck(path, Duration.ofSeconds(30)).look();

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text()).contains(path);
        assertThat(finding.cure()).isNotEmpty();
    }

    @Test
    void pathThatDoesNotAnswerIsNotWaitedForForLong() {
        Finding finding = new StoreCheck("s3a://bucket/x.parquet", Duration.ofMillis(1)).look();

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text()).contains("no answer within 0 s");
    }
}
