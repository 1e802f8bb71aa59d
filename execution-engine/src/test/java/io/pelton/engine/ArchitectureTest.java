// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(PeltonEngine.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void classesWereFound() {
        assertThat(CLASSES.size()).isGreaterThan(290);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("io.pelton.(engine..)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyConnectorsKnowFileFormatsAndFileSystems() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pelton.engine.io..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..")
                .check(CLASSES);
    }

    @Test
    void theEngineKnowsNeitherModelsNorWhatActorsAreMadeOfNorWhoLaunchesIt() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ai.onnxruntime..",
                        "ai.djl..",
                        "io.pelton.inference..",
                        "io.pelton.launcher..",
                        "com.lmax..",
                        "org.apache.pekko..")
                .check(CLASSES);
    }

    @Test
    void plansKnowNothingOfHowTheyAreRun() {
        noClasses()
                .that()
                .resideInAPackage("io.pelton.engine.plan..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.pelton.actor..",
                        "io.pelton.engine",
                        "io.pelton.engine.io..",
                        "io.pelton.engine.commit..",
                        "io.pelton.engine.runtime..",
                        "io.pelton.engine.schedule..")
                .check(CLASSES);
    }

    @Test
    void theSchedulerIsPure() {
        noClasses()
                .that()
                .resideInAPackage("io.pelton.engine.schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.io..", "java.nio..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, java.time.Clock.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }

    @Test
    void nobodyWritesToStandardStreams() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES)
                .allMatch(type -> type.getPackage().isAnnotatedWith(NullMarked.class), "is in a null-marked package");
    }
}
