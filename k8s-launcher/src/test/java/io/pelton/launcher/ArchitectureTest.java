// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pelton.launcher");

    @Test
    void classesWereFound() {
        assertThat(CLASSES.size()).isGreaterThan(30);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("io.pelton.(launcher..)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void launcherKnowsNeitherModelsNorFileFormatsNorActors() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ai.onnxruntime..",
                        "ai.djl..",
                        "io.pelton.inference..",
                        "io.pelton.actor..",
                        "com.lmax..",
                        "org.apache.parquet..",
                        "org.apache.hadoop..")
                .check(CLASSES);
    }

    @Test
    void onlyTheConsoleTouchesStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pelton.launcher.console..")
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
