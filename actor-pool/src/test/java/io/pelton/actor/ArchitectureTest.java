// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The fences of this module. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pelton.actor");

    @Test
    void theClassesAreLookedAt() {
        assertThat(CLASSES.size()).isGreaterThanOrEqualTo(15);
    }

    @Test
    void nothingElseOfOursIsKnownAndNoVendorButTheDisruptor() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.pelton.actor..",
                        "com.lmax.disruptor..",
                        "org.jspecify..",
                        "com.google.errorprone.annotations..")
                .check(CLASSES);
    }

    @Test
    void theDisruptorIsKnownToTheMailboxAlone() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Mailbox")
                .and()
                .haveSimpleNameNotStartingWith("Slot")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.lmax.disruptor..")
                .check(CLASSES);
    }

    @Test
    void nothingIsLogged() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "java.util.logging..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.pelton.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES)
                .allMatch(type -> type.getPackage().isAnnotatedWith(NullMarked.class), "is in a null-marked package");
    }
}
