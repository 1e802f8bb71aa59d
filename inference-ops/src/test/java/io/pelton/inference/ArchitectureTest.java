// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pelton.inference");

    @Test
    void enoughClassesAreSeenForTheRulesToMeanSomething() {
        assertThat(CLASSES).hasSizeGreaterThan(30);
    }

    @Test
    void operatorsKnowTheDatasetAndNobodyWhoRunsThem() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.pelton.engine..",
                        "io.pelton.actor..",
                        "io.pelton.launcher..",
                        "com.lmax..",
                        "org.apache.pekko..",
                        "org.apache.parquet..",
                        "org.apache.hadoop..",
                        "io.fabric8..",
                        "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void usersNeverSeeATensor() {
        noClasses()
                .that()
                .resideInAPackage("io.pelton.inference")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..", "ai.djl..", "org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES)
                .allMatch(type -> type.getPackage().isAnnotatedWith(NullMarked.class), "is in a null-marked package");
    }

    @Test
    void nothingIsPrinted() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }
}
