// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static io.espalier.jobs.config.TestConfigs.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.jobs.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The commands in the documentation are valid and complete. */
class DocumentedCommandsTest {
  private static final Pattern OF_THIS_PROJECT =
      Pattern.compile("(conf|docs|deploy|notebooks)/[\\w./-]+");

  /** A config that the reader of a page writes. */
  private static final Pattern OF_THE_READER = Pattern.compile("(/shared/)?my-[\\w-]+\\.yaml");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> each_command_line_parses() {
    return each(
        command ->
            assertThatCode(
                    () ->
                        EspalierCommand.commandLine()
                            .parseArgs(command.arguments().toArray(String[]::new)))
                .doesNotThrowAnyException());
  }

  @TestFactory
  Stream<DynamicTest> each_named_project_file_exists() {
    return each(
        command ->
            Stream.concat(
                    command.words().stream(),
                    command.environment().values().stream().flatMap(v -> Stream.of(v.split(" "))))
                .filter(word -> OF_THIS_PROJECT.matcher(word).matches())
                .forEach(word -> assertThat(DocPage.PROJECT.resolve(word)).exists()));
  }

  @TestFactory
  Stream<DynamicTest> each_config_is_valid_with_its_overrides() {
    return each(
        command -> {
          ParseResult parsed = parsed(command);
          if (!takesConfig(parsed)) {
            return;
          }
          String config = config(parsed);
          if (!OF_THE_READER.matcher(config).matches()) {
            List<String> overrides = parsed.matchedOptionValue("--set", List.of());
            assertThat(
                    cells(ConfigReader.read(DocPage.PROJECT.resolve(config), overrides).orThrow()))
                .isNotEmpty();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> each_plan_that_needs_no_data_prints() {
    return each(
        command -> {
          String words = command.toString();
          if (words.contains(" plan ") && !words.contains("data.") && !words.contains("--out")) {
            CommandLineRun run =
                CommandLineRun.of(
                    command.arguments().stream()
                        .map(word -> word.startsWith("conf/") ? "../" + word : word)
                        .toArray(String[]::new));

            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out()).isNotBlank();
          }
        });
  }

  @Test
  void the_documented_plan_of_parts_is_the_printed_one() throws IOException {
    String config = only(DocPage.of("configuration"), "yaml", "parts:");
    Path file = Files.writeString(folder.resolve("parts.yaml"), config);

    CommandLineRun run = CommandLineRun.of("plan", file.toString());

    assertThat(run.out()).contains(only(DocPage.of("commands"), "", "| method ").strip());
  }

  @Test
  void the_documented_plan_of_the_paper_is_the_printed_one() {
    CommandLineRun run = CommandLineRun.of("plan", "../conf/paper.yaml");

    assertThat(run.out()).contains(only(DocPage.of("configuration"), "", "| part ").strip());
  }

  @TestFactory
  Stream<DynamicTest> the_page_documents_exactly_the_options_of_each_command() {
    return EspalierCommand.commandLine().getSubcommands().entrySet().stream()
        .map(
            command ->
                dynamicTest(
                    command.getKey(),
                    () ->
                        assertThat(documented(command.getKey()))
                            .containsExactlyInAnyOrderElementsOf(options(command.getValue()))));
  }

  @Test
  void each_exit_code_is_documented() throws IllegalAccessException {
    String page = DocPage.of("commands").text();
    for (var code : ExitCode.class.getDeclaredFields()) {
      if (code.getType() == int.class) {
        assertThat(page).contains("\n| %s | ".formatted(code.getInt(null)));
      }
    }
  }

  private static Stream<DynamicTest> each(Consumer<ShellCommand> check) {
    List<DynamicTest> tests =
        DocPage.all().stream()
            .flatMap(
                page ->
                    page.commands().stream()
                        .map(
                            command ->
                                dynamicTest(page + ": " + command, () -> check.accept(command))))
            .toList();
    assertThat(tests).hasSizeGreaterThan(20);
    return tests.stream();
  }

  /** The subcommand; the command itself where there is none, as in {@code --version}. */
  private static ParseResult parsed(ShellCommand command) {
    ParseResult parsed =
        EspalierCommand.commandLine().parseArgs(command.arguments().toArray(String[]::new));
    return parsed.hasSubcommand() ? parsed.subcommand() : parsed;
  }

  private static boolean takesConfig(ParseResult parsed) {
    return parsed.commandSpec().positionalParameters().stream()
        .anyMatch(parameter -> parameter.paramLabel().equals("CONFIG"));
  }

  private static String config(ParseResult parsed) {
    return parsed.matchedPositionalValue(0, "");
  }

  /** The only block of a page with a line that starts with {@code line}. */
  private static String only(DocPage page, String language, String line) {
    List<String> blocks =
        page.blocks().stream()
            .filter(block -> block.language().equals(language))
            .map(DocPage.Block::text)
            .filter(text -> text.lines().anyMatch(each -> each.startsWith(line)))
            .toList();
    assertThat(blocks).as("blocks of %s with %s", page, line).hasSize(1);
    return blocks.get(0);
  }

  private static List<String> options(CommandLine command) {
    Stream<String> options =
        command.getCommandSpec().options().stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .map(OptionSpec::longestName);
    Stream<String> parameters =
        command.getCommandSpec().positionalParameters().stream()
            .map(PositionalParamSpec::paramLabel);
    return Stream.concat(options, parameters).toList();
  }

  /** The first cells of the table below a command's heading. */
  private static List<String> documented(String command) {
    String section =
        Arrays.stream(DocPage.of("commands").prose().split("(?m)^## "))
            .filter(part -> part.startsWith("`" + command + "`"))
            .findFirst()
            .orElseThrow();
    return section
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("`")[1])
        .toList();
  }
}
