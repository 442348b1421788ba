// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every command and option with every kind of invalid input. The cases that follow from the type of
 * an option are generated from picocli's model, so that they cover new commands and options, too.
 * The cases that depend on the meaning of a value are in {@link #VALUES}, which must have an entry
 * for each option and parameter.
 */
class BadInputTest {
  private static final int COMMAND_LINE = 1;

  private static final List<BadValue> TICKETS =
      List.of(
          BadValue.input(
              "nothing",
              "Cannot find runs in {}/results: no finished run has a key that starts with nothing"),
          BadValue.input("shapes", "2 runs have keys that start with shapes, give more of one"));

  private static final List<BadValue> CONDITIONS =
      List.of(
          BadValue.input("seed >", "[PARSE_SYNTAX_ERROR]"),
          BadValue.input("speed > 7", "speed"),
          BadValue.input("seed > 7", "none of the finished runs has \"seed > 7\""));

  /** Invalid values by command and option or parameter. */
  private static final Map<String, List<BadValue>> VALUES =
      Map.ofEntries(
          Map.entry("sweep CONFIG", BadFiles.ALL),
          Map.entry("sweep --set", BadOverrides.ALL),
          Map.entry("sweep --out", BadFolders.withOption("--out: ", BadFolders.UNWRITABLE)),
          Map.entry("sweep --rerun", List.of()),
          Map.entry("plan CONFIG", BadFiles.ALL),
          Map.entry("plan --set", BadOverrides.ALL),
          Map.entry("plan --out", BadFolders.UNREADABLE),
          Map.entry(
              "plan --gpus",
              List.of(
                  new BadValue("0", COMMAND_LINE, "Invalid --gpus: 0, must be at least 1"),
                  new BadValue("-1", COMMAND_LINE, "Invalid --gpus: -1, must be at least 1"))),
          Map.entry("plan --seconds-per-pass", numbers("--seconds-per-pass")),
          Map.entry("plan --price-per-hour", numbers("--price-per-hour")),
          Map.entry("doctor CONFIG", BadFiles.ALL),
          Map.entry("doctor --set", BadOverrides.ALL),
          Map.entry("doctor --out", List.of()),
          Map.entry("status --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("compact --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("report --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("report --to", BadFolders.UNWRITABLE),
          Map.entry("sql --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("sql --format", List.of()),
          Map.entry("sql QUERY", BadQueries.ALL),
          Map.entry("score --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("score --ticket", TICKETS),
          Map.entry("score --where", CONDITIONS),
          Map.entry("score --images", List.of()), // those of a real ticket: ScoreCommandTest
          Map.entry("score --to", BadFolders.UNREADABLE),
          Map.entry("score --batch", belowOne("Invalid value for option '--batch'")),
          Map.entry("score --label-from", List.of()),
          Map.entry("score --mode", List.of()),
          Map.entry("score --with", List.of(BadValue.input("nonesuch", "nonesuch", "partitions"))),
          Map.entry("score --device", List.of()),
          Map.entry("export --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("export --ticket", TICKETS),
          Map.entry("export --where", CONDITIONS),
          Map.entry("export --to", BadFolders.UNREADABLE),
          Map.entry("export --format", List.of()),
          Map.entry("export --mode", List.of()),
          Map.entry("latency --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("latency --ticket", TICKETS),
          Map.entry("latency --where", CONDITIONS),
          Map.entry("latency --batch", belowOne("Invalid --batch")),
          Map.entry("latency --threads", belowOne("Invalid --threads")),
          Map.entry("latency --passes", belowOne("Invalid --passes")),
          Map.entry("latency --device", List.of()),
          Map.entry("measure --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("measure --ticket", TICKETS),
          Map.entry("measure --where", CONDITIONS),
          Map.entry(
              "measure --corruptions",
              List.of(
                  new BadValue(
                      "frog", COMMAND_LINE, "Unknown corruption: frog, did you mean fog?"))),
          Map.entry(
              "measure --sharpness",
              Stream.of("0", "-1", "NaN", "Infinity")
                  .map(
                      wrong ->
                          new BadValue(
                              wrong,
                              COMMAND_LINE,
                              "Invalid --sharpness: " + Double.valueOf(wrong),
                              "must be greater than 0"))
                  .toList()),
          Map.entry("measure --set", List.of()),
          Map.entry("reproduce KEY", TICKETS),
          Map.entry("reproduce --out", BadFolders.WITHOUT_RESULTS),
          Map.entry("reproduce --to", List.of()), // those of a real run: ReproduceCommandTest
          Map.entry("reproduce --set", List.of()));

  private static List<BadValue> belowOne(String told) {
    return Stream.of("0", "-1")
        .map(wrong -> new BadValue(wrong, COMMAND_LINE, told + ": " + wrong, "must be at least 1"))
        .toList();
  }

  private static List<BadValue> numbers(String option) {
    return Stream.of("0", "-1", "NaN", "Infinity")
        .map(wrong -> new BadValue(wrong, COMMAND_LINE, "Invalid " + option + ": "))
        .toList();
  }

  /** A valid value of each required option or parameter. */
  private static final Map<String, String> RIGHT =
      Map.ofEntries(
          Map.entry("CONFIG", "{}/sweep.yaml"),
          Map.entry("--out", "{}/results"),
          Map.entry("QUERY", "select 1"),
          Map.entry("--ticket", "shapes_resnet20sf00dunstructuredd"),
          Map.entry("--where", "true"),
          Map.entry("KEY", "shapes_resnet20sf00dunstructuredd"),
          Map.entry("--images", "shapes"),
          Map.entry("--to", "{}/to"),
          Map.entry("--corruptions", "fog"),
          Map.entry("--sharpness", "0.01"),
          Map.entry("--format", "onnx"));

  @TempDir private static Path folder;

  private static Sandbox sandbox;

  @BeforeAll
  static void results() throws IOException {
    sandbox = new Sandbox(folder);
    sandbox.write("sweep.yaml", BadFiles.RIGHT);
    sandbox.write("file", "in the way");
    sandbox.write("other/unrelated.txt", "no results");
    Files.createDirectory(sandbox.at("empty"));
    BadFiles.writeTo(sandbox);
    BadQueries.writeTo(sandbox);
    ResultStore store = new ResultStore(sandbox.at("results").toString(), new Configuration());
    SampleRun dense = SampleRun.dense("", 1, 0.91);
    store.write(dense.row(), List.of(), List.of());
    store.write(dense.pruned("bip", "", 0.5, 0.9125).row(), List.of(), List.of());
  }

  @Test
  void every_option_and_parameter_of_every_command_has_its_cases() {
    assertThat(VALUES.keySet())
        .containsExactlyInAnyOrderElementsOf(
            commands().flatMap(command -> valued(command).map(arg -> key(command, arg))).toList());
  }

  @TestFactory
  Stream<DynamicTest> invalid_values_of_options_and_parameters_are_rejected() {
    return commands()
        .flatMap(
            command ->
                valued(command)
                    .flatMap(
                        arg ->
                            VALUES.getOrDefault(key(command, arg), List.of()).stream()
                                .map(bad -> refused(with(command, arg, bad.value()), bad))));
  }

  @TestFactory
  Stream<DynamicTest> values_of_the_wrong_type_are_rejected() {
    return commands()
        .flatMap(
            command ->
                valued(command)
                    .flatMap(
                        arg ->
                            ofWrongType(arg)
                                .map(bad -> refused(with(command, arg, bad.value()), bad))));
  }

  @TestFactory
  Stream<DynamicTest> misused_options_are_rejected() {
    return commands()
        .flatMap(
            command ->
                command.getCommandSpec().options().stream()
                    .flatMap(option -> misused(command, option)));
  }

  @TestFactory
  Stream<DynamicTest> misused_commands_are_rejected() {
    return Stream.concat(
        Stream.of(
            refused(List.of(), told("Missing required subcommand", "espalier --help")),
            refused(List.of("--nonesuch"), told("Unknown option: '--nonesuch'")),
            refused(List.of("{}/sweep.yaml"), told("Unmatched argument at index 0: "))),
        commands()
            .flatMap(
                command -> {
                  String name = command.getCommandName();
                  String help = "See espalier " + name + " --help";
                  return Stream.of(
                      refused(List.of(name), told("Missing required", help)),
                      refused(
                          List.of(name.toUpperCase(Locale.ROOT)),
                          told("Unmatched argument at index 0: ")),
                      refused(List.of(name + "x"), told("Did you mean: ", "espalier " + name)),
                      refused(
                          plus(right(command), "surplus"),
                          told("Unmatched argument", "'surplus'", help)),
                      refused(
                          plus(right(command), "--nonesuch"),
                          told("Unknown option: '--nonesuch'", help)));
                }));
  }

  /** Uses that are invalid because of an option's form, whatever the option means. */
  private static Stream<DynamicTest> misused(CommandLine command, OptionSpec option) {
    List<String> right = right(command, option);
    String name = option.longestName();
    List<DynamicTest> misused = new ArrayList<>();
    if (option.arity().max() == 0) {
      misused.add(refused(plus(right, name + "=maybe"), told(name, "'maybe' is not a boolean")));
    } else {
      List<String> without = without(right, name);
      misused.add(
          refused(plus(without, name), told("Missing required parameter for option '" + name)));
      if (!option.isMultiValue()) {
        String value =
            option.typeInfo().isEnum()
                ? option.typeInfo().getEnumConstantNames().get(0)
                : RIGHT.getOrDefault(name, "1");
        misused.add(
            refused(
                plus(without, name, value, name, value),
                option.group() == null
                    ? told("option '" + name, "should be specified only once")
                    : told(name, "expected only one match")));
      }
    }
    String typo = name.substring(0, name.length() - 1) + "x";
    misused.add(refused(plus(without(right, name), typo), told(typo)));
    return misused.stream();
  }

  private static Stream<BadValue> ofWrongType(ArgSpec arg) {
    Class<?> type = arg.auxiliaryTypes()[0];
    List<String> wrong = new ArrayList<>(List.of("", " "));
    if (type == int.class) {
      wrong.addAll(List.of("x", "1.5", "99999999999", "1e3"));
    } else if (type == double.class) {
      wrong.addAll(List.of("x", "1,5", "NaN", "Infinity", "-1"));
    } else if (type.isEnum()) {
      wrong.add("nonesuch");
    }
    return wrong.stream().map(value -> new BadValue(value, COMMAND_LINE, name(arg), value));
  }

  private static Stream<CommandLine> commands() {
    return EspalierCommand.commandLine().getSubcommands().values().stream();
  }

  private static Stream<ArgSpec> valued(CommandLine command) {
    return command.getCommandSpec().args().stream().filter(arg -> arg.arity().max() > 0);
  }

  private static String key(CommandLine command, ArgSpec arg) {
    return command.getCommandName() + " " + name(arg);
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  /** A valid call. */
  private static List<String> right(CommandLine command) {
    return right(command, command.getCommandSpec().args().get(0));
  }

  /** A valid call with {@code chosen} where it excludes other options. */
  private static List<String> right(CommandLine command, ArgSpec chosen) {
    List<String> right = new ArrayList<>(List.of(command.getCommandName()));
    for (ArgSpec arg : command.getCommandSpec().args()) {
      if (arg.required() && !isExcluded(arg, chosen)) {
        right.addAll(written(arg, RIGHT.get(name(arg))));
      }
    }
    return right;
  }

  /** Of options that exclude each other, all but one: {@code chosen} or, without it, the first. */
  private static boolean isExcluded(ArgSpec arg, ArgSpec chosen) {
    if (arg.group() == null) {
      return false;
    }
    List<ArgSpec> others = List.copyOf(arg.group().args());
    return !arg.equals(others.contains(chosen) ? chosen : others.get(0));
  }

  private static List<String> with(CommandLine command, ArgSpec arg, String value) {
    List<String> right = right(command, arg);
    int at = right.indexOf(RIGHT.getOrDefault(name(arg), "none"));
    if (at < 0) {
      return plus(right, name(arg), value);
    }
    right.set(at, value);
    return right;
  }

  private static List<String> written(ArgSpec arg, String value) {
    if (arg.arity().max() == 0) {
      return List.of(name(arg));
    }
    return arg.isOption() ? List.of(name(arg), value) : List.of(value);
  }

  private static List<String> without(List<String> arguments, String option) {
    List<String> left = new ArrayList<>(arguments);
    int at = left.indexOf(option);
    if (at >= 0) {
      boolean isFlag = at + 1 == left.size() || left.get(at + 1).startsWith("--");
      left.subList(at, at + (isFlag ? 1 : 2)).clear();
    }
    return left;
  }

  private static List<String> plus(List<String> arguments, String... more) {
    return Stream.concat(arguments.stream(), Stream.of(more)).toList();
  }

  private static BadValue told(String... told) {
    return new BadValue("", COMMAND_LINE, told);
  }

  private static DynamicTest refused(List<String> arguments, BadValue bad) {
    return dynamicTest(
        "espalier " + String.join(" ", arguments).replace("{}/", ""),
        () -> sandbox.refuses(arguments, bad.exit(), bad.told()));
  }
}
