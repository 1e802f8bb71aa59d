// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.pelton.dataset.internal.Pulls;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "io.pelton.dataset", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** The root package is left out: its verbs make plans, and plans name its types. */
    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.pelton.dataset.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule USERS_NEED_ARROW_AND_THE_JDK_ONLY = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.pelton.dataset..",
                    "java..",
                    "org.apache.arrow.memory..",
                    "org.apache.arrow.vector..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule ONLY_SHOW_PRINTS =
            noClasses().that().doNotBelongToAnyOf(Pulls.class).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule PUBLIC_METHODS_SHOW_NO_INTERNAL_TYPES = classes()
            .that()
            .resideOutsideOfPackage("..internal..")
            .and()
            .arePublic()
            .should(showNoInternalTypes());

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        assertThat(classes)
                .allMatch(type -> type.getPackage().isAnnotatedWith(NullMarked.class), "is in a null-marked package");
    }

    @ArchTest
    static void allClassesAreSeen(JavaClasses classes) {
        assertThat(classes.size()).isGreaterThan(80);
    }

    private static ArchCondition<JavaClass> showNoInternalTypes() {
        return new ArchCondition<>("show no internal types") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream()
                        .filter(m -> m.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
                        .forEach(method -> {
                            boolean shows =
                                    method.getRawReturnType().getPackageName().contains(".internal")
                                            || method.getRawParameterTypes().stream()
                                                    .anyMatch(p ->
                                                            p.getPackageName().contains(".internal"));
                            events.add(new SimpleConditionEvent(type, !shows, method.getFullName()));
                        });
            }
        };
    }
}
