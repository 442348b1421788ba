// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder in which commands run with invalid input; {@code {}} in an argument stands for it. */
record Sandbox(Path folder) {
  private static final int MAX_LINES = 4;
  private static final int LONGEST_LINE = 600;

  /** The path of {@code name}. */
  Path at(String name) {
    return folder.resolve(name);
  }

  /** Writes a file with {@code content} and creates its parent folders. */
  Path write(String name, byte[] content) {
    try {
      Files.createDirectories(at(name).getParent());
      return Files.write(at(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path write(String name, String content) {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  CommandLineRun run(List<String> arguments) {
    return CommandLineRun.of(
        arguments.stream()
            .map(argument -> argument.replace("{}", folder.toString()))
            .toArray(String[]::new));
  }

  /**
   * Asserts that the call ends with {@code exit} and writes all of {@code told} to the error
   * output, in a few lines without a stack trace. The call prints nothing to the standard output
   * and creates, changes and deletes nothing in the folder.
   */
  void refuses(List<String> arguments, int exit, List<String> told) {
    Map<String, String> before = content();
    CommandLineRun run = run(arguments);
    List<String> lines =
        run.err().lines().filter(Predicate.not(line -> line.startsWith("WARN "))).toList();
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
    assertThat(lines)
        .hasSizeBetween(1, MAX_LINES)
        .allSatisfy(line -> assertThat(line.length()).isLessThan(LONGEST_LINE))
        .noneMatch(line -> line.matches("\\s+at .*|.*\\bjava\\.(lang|io|util)\\..*|.*\\bnull\\b$"));
    assertThat(String.join("\n", lines))
        .contains(told.stream().map(t -> t.replace("{}", folder.toString())).toList());
    assertThat(content()).isEqualTo(before);
  }

  private Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        boolean isFile = Files.isRegularFile(path);
        content.put(
            path.toString(),
            isFile && Files.size(path) < 100_000
                ? Base64.getEncoder().encodeToString(Files.readAllBytes(path))
                : isFile ? String.valueOf(Files.size(path)) : "folder");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content;
  }
}
