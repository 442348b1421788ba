// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All shell scripts of the project. */
class ScriptsTest {
  @TempDir private Path folder;

  @Test
  void shellcheck_finds_nothing_in_any_script() throws Exception {
    assumeTrue(isOnThePath("shellcheck"), "shellcheck is installed");
    List<String> command = new ArrayList<>(List.of("shellcheck", "-x"));
    scripts().forEach(script -> command.add(Launched.PROJECT.relativize(script).toString()));

    try (Launched shellcheck = Launched.start(folder, Map.of(), command)) {
      assertThat(shellcheck.exit()).as(shellcheck.output()).isEqualTo(0);
    }
  }

  /** Otherwise cd prints where it went, and the output becomes a part of a path. */
  @Test
  void every_script_forgets_the_search_path_of_cd_before_it_changes_the_folder()
      throws IOException {
    List<Path> scripts = scripts();
    assertThat(scripts).hasSizeGreaterThan(4);
    for (Path script : scripts) {
      String code = Files.readString(script);
      if (code.contains("$(cd ")) {
        assertThat(code.indexOf("unset CDPATH"))
            .as("%s", script)
            .isBetween(0, code.indexOf("$(cd "));
      }
    }
  }

  private static List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>();
    for (String place : List.of("deploy", "notebooks", ".ci")) {
      try (Stream<Path> files = Files.walk(Launched.PROJECT.resolve(place))) {
        files.filter(Files::isRegularFile).filter(ScriptsTest::isScript).forEach(scripts::add);
      }
    }
    return scripts;
  }

  private static boolean isScript(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String first = lines.readLine();
      return first != null && (first.startsWith("#!") || first.startsWith("# shellcheck shell"));
    } catch (MalformedInputException e) { // no text
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOnThePath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
