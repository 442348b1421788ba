// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on Kubernetes names what there is, and says of each command whether it was run. */
class KubernetesPageTest {
  private static final DocPage PAGE = DocPage.of("kubernetes");
  private static final Pattern OF_THIS_PROJECT = Pattern.compile("(conf|deploy)/[\\w/-]+[\\w.-]*");

  @Test
  void ten_commands_lead_from_an_empty_cluster_to_a_report_and_each_says_whether_it_was_run() {
    assertThat(tenCommands())
        .extracting(ShellCommand::program)
        .containsExactly(
            "docker",
            "docker",
            "kubectl",
            "cat",
            "kubectl",
            "$SPARK_HOME/bin/spark-submit",
            "$SPARK_HOME/bin/spark-submit",
            "kubectl",
            "kubectl",
            "kubectl");
    List<String> marks =
        PAGE.prose().lines().filter(line -> line.matches("\\| \\d+ \\| .*")).toList();
    assertThat(marks)
        .hasSize(10)
        .allMatch(line -> line.matches(".*\\| (run|not run|stand-in)\\b.*"));
  }

  @Test
  void every_named_file_exists() {
    Stream<String> words =
        PAGE.blocks().stream()
            .flatMap(block -> ShellCommand.in(block.text()).stream())
            .flatMap(command -> command.words().stream());
    assertThat(words.filter(word -> OF_THIS_PROJECT.matcher(word).matches()))
        .hasSizeGreaterThan(8)
        .allSatisfy(word -> assertThat(Launched.PROJECT.resolve(word)).exists());
  }

  @Test
  void the_page_lists_every_file_of_the_folder() throws Exception {
    try (Stream<Path> files = Files.list(KubernetesFolder.FOLDER)) {
      assertThat(files.map(file -> "`" + file.getFileName() + "`"))
          .allSatisfy(name -> assertThat(PAGE.prose()).contains(name));
    }
  }

  @Test
  void the_sweeps_of_the_commands_parse() {
    assertThat(tenCommands())
        .filteredOn(command -> command.program().endsWith("spark-submit"))
        .hasSize(2)
        .allSatisfy(
            command -> {
              List<String> words = command.words();
              int jar = words.indexOf("local:///opt/espalier/lib/espalier.jar");
              assertThat(jar).isPositive();
              EspalierCommand.commandLine()
                  .parseArgs(words.subList(jar + 1, words.size()).toArray(String[]::new));
            });
  }

  private static List<ShellCommand> tenCommands() {
    return PAGE.blocks().stream()
        .map(block -> ShellCommand.in(block.text()))
        .filter(commands -> commands.size() == 10)
        .findFirst()
        .orElseThrow();
  }
}
