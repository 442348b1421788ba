// SPDX-License-Identifier: Apache-2.0
package io.espalier;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The modules and their packages, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "io.espalier", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Path PAGE = Path.of("../docs/architecture.md");

  /** {@code driver → executor, progress} */
  private static final Pattern ARROW = Pattern.compile("^ *(\\w+)\\b[^→]*→ ([\\w, ]+)$");

  private static final Pattern ROOM = Pattern.compile("^ *(\\w+) {2,}.*$");

  private static final Set<String> USES_DEFAULTS =
      Set.of(
          "Locale.getDefault",
          "Locale.setDefault",
          "TimeZone.getDefault",
          "TimeZone.setDefault",
          "ZoneId.systemDefault",
          "Calendar.getInstance",
          "Charset.defaultCharset",
          "MessageFormat.format",
          "MessageFormat.<init>",
          "DateTimeFormatter.ofLocalizedDate",
          "DateTimeFormatter.ofLocalizedTime",
          "DateTimeFormatter.ofLocalizedDateTime");

  @ArchTest
  static final ArchRule pruning_lib_does_not_depend_on_spark_hadoop_or_jobs =
      noClasses()
          .that()
          .resideInAPackage("io.espalier.pruning..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.espalier.jobs..");

  @ArchTest
  static final ArchRule jobs_do_not_depend_on_djl =
      noClasses()
          .that()
          .resideInAPackage("io.espalier.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule only_the_engine_package_depends_on_the_pytorch_engine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.pruning.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  private static final String READ =
      "to[A-Z][a-z0-9]*Array|toByteBuffer|get(Float|Double|Long|Int|Boolean|Byte|Uint8)|toDevice";

  /** DJL's own reads leave a copy and a manager behind on a GPU: see HostCopy. */
  @ArchTest
  static final ArchRule only_the_engine_package_reads_arrays =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.pruning.engine..")
          .should()
          .callMethodWhere(
              JavaCall.Predicates.target(owner(assignableTo("ai.djl.ndarray.NDArray")))
                  .and(JavaCall.Predicates.target(nameMatching(READ))));

  @ArchTest
  static final ArchRule only_the_engine_and_the_terminal_call_the_c_library =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.pruning.engine..")
          .and()
          .doNotHaveFullyQualifiedName("io.espalier.jobs.progress.Terminal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  /**
   * The clock of the machine can go back, so no difference of two readings is a duration. These
   * classes store times, or compare the clocks of machines.
   */
  @ArchTest
  static final ArchRule the_clock_of_the_machine_is_read_for_time_stamps_and_clock_skew_only =
      noClasses()
          .that()
          .haveNameNotMatching(
              ".*\\.(RunTask|LatencyTask|MeasureTask|FailureLog|Compaction|Diagnosis|PlannedRuns|SweepRecorder|StatusCommand)(\\$.*)?")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(InstantSource.class, "system");

  @ArchTest
  static final ArchRule configs_and_plans_do_not_depend_on_spark_or_hadoop =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.espalier.jobs.sweep..", "io.espalier.jobs.config..", "io.espalier.jobs.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule only_the_main_classes_end_the_process =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.espalier.jobs.Espalier")
          .and()
          .doNotHaveFullyQualifiedName("io.espalier.pruning.devicecheck.DeviceCheck")
          .should()
          .accessTargetWhere(
              describe("System.exit or Runtime.exit or halt", ArchitectureTest::endsTheProcess));

  /** For what Error Prone does not check. The main class sets a locale for messages of Spark. */
  @ArchTest
  static final ArchRule nothing_depends_on_the_default_locale_time_zone_or_charset =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.espalier.jobs.Espalier")
          .should()
          .accessTargetWhere(
              describe("something that has a default", ArchitectureTest::hasADefault));

  /** Compares transitive closures: an arrow that others imply can be drawn or left out. */
  @ArchTest
  static void the_packages_of_jobs_match_the_documented_diagram(JavaClasses classes)
      throws IOException {
    assertThat(closed(found(classes, "io.espalier.jobs"))).isEqualTo(closed(drawn("jobs")));
  }

  @ArchTest
  static void the_packages_of_pruning_lib_match_the_documented_diagram(JavaClasses classes)
      throws IOException {
    assertThat(closed(found(classes, "io.espalier.pruning")))
        .isEqualTo(closed(drawn("pruning-lib")));
  }

  private static boolean endsTheProcess(JavaAccess<?> access) {
    return Set.of(System.class.getName(), Runtime.class.getName())
            .contains(access.getTargetOwner().getName())
        && Set.of("exit", "halt").contains(access.getTarget().getName());
  }

  private static boolean hasADefault(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String call = owner.substring(owner.lastIndexOf('.') + 1) + "." + access.getTarget().getName();
    return USES_DEFAULTS.contains(call)
        || owner.startsWith("java.sql.")
        || (owner.equals(PrintStream.class.getName()) && !namesItsCharset(access));
  }

  /** Printing formatted text on a stream also takes a locale that is not named. */
  private static boolean namesItsCharset(JavaAccess<?> access) {
    return switch (access.getTarget().getName()) {
      case "<init>" ->
          access.getTarget() instanceof CodeUnitCallTarget call
              && call.getRawParameterTypes().stream()
                  .anyMatch(type -> type.isEquivalentTo(Charset.class));
      case "printf", "format" -> false;
      default -> true;
    };
  }

  private static Map<String, Set<String>> found(JavaClasses classes, String root) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass type : classes) {
      if (type.getPackageName().startsWith(root + ".")) {
        String room = room(type, root);
        Set<String> to = arrows.computeIfAbsent(room, r -> new TreeSet<>());
        type.getDirectDependenciesFromSelf().stream()
            .map(Dependency::getTargetClass)
            .filter(target -> target.getPackageName().startsWith(root + "."))
            .map(target -> room(target, root))
            .filter(other -> !other.equals(room))
            .forEach(to::add);
      }
    }
    return arrows;
  }

  private static String room(JavaClass type, String root) {
    return type.getPackageName().substring(root.length() + 1).split("\\.")[0];
  }

  /** The documented diagram of a module: the first code block after its heading. */
  private static Map<String, Set<String>> drawn(String module) throws IOException {
    String page = Files.readString(PAGE);
    String block = page.substring(page.indexOf("## The packages of " + module)).split("```", 3)[1];
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (String line : block.lines().skip(1).toList()) {
      Matcher arrow = ARROW.matcher(line);
      Matcher room = ROOM.matcher(line);
      if (arrow.matches()) {
        arrows.put(arrow.group(1), new TreeSet<>(Arrays.asList(arrow.group(2).trim().split(", "))));
      } else if (room.matches()) {
        arrows.put(room.group(1), new TreeSet<>());
      }
    }
    return arrows;
  }

  /** Each package with all packages that it reaches; fails on a cycle. */
  private static Map<String, Set<String>> closed(Map<String, Set<String>> arrows) {
    Map<String, Set<String>> closed = new TreeMap<>();
    arrows.keySet().forEach(from -> closed.put(from, reached(from, arrows, new TreeSet<>())));
    closed.forEach((from, to) -> assertThat(to).as("cycle of " + from).doesNotContain(from));
    return closed;
  }

  private static Set<String> reached(
      String from, Map<String, Set<String>> arrows, Set<String> reached) {
    for (String to : arrows.getOrDefault(from, new TreeSet<>())) {
      if (reached.add(to)) {
        reached(to, arrows, reached);
      }
    }
    return reached;
  }
}
