package io.espalier;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** The wall between training one network and running a grid of them, kept by the build. */
@AnalyzeClasses(packages = "io.espalier", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule pruning_knows_no_spark_and_no_jobs =
      noClasses()
          .that()
          .resideInAPackage("io.espalier.pruning..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.espalier.jobs..");

  @ArchTest
  static final ArchRule jobs_know_no_djl =
      noClasses()
          .that()
          .resideInAPackage("io.espalier.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule configs_and_plans_know_no_spark =
      noClasses()
          .that()
          .resideInAnyPackage("io.espalier.jobs.config..", "io.espalier.jobs.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule only_the_main_class_ends_the_process =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.espalier.jobs.Espalier")
          .should()
          .accessTargetWhere(
              describe("System.exit or Runtime.exit or halt", ArchitectureTest::endsTheProcess));

  @ArchTest
  static final ArchRule packages_of_pruning_form_no_cycles =
      slices().matching("io.espalier.pruning.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_jobs_form_no_cycles =
      slices().matching("io.espalier.jobs.(*)..").should().beFreeOfCycles();

  private static boolean endsTheProcess(JavaAccess<?> access) {
    return Set.of(System.class.getName(), Runtime.class.getName())
            .contains(access.getTargetOwner().getName())
        && Set.of("exit", "halt").contains(access.getTarget().getName());
  }
}
