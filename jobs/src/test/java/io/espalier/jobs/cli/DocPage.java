// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A page of the documentation. */
public record DocPage(Path file) {
  static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String FENCE = "```";
  private static final String LAUNCHER = "deploy/espalier";

  /**
   * A block of code.
   *
   * @param language the word after its opening fence; empty without one
   */
  public record Block(String language, String text) {}

  /** README.md, CONTRIBUTING.md and all pages of docs. */
  public static List<DocPage> all() {
    try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(PROJECT.resolve("README.md"), PROJECT.resolve("CONTRIBUTING.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .map(DocPage::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A page of docs.
   *
   * @param name without its extension
   */
  public static DocPage of(String name) {
    return new DocPage(PROJECT.resolve("docs/" + name + ".md"));
  }

  public String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The blocks of code, in the order of the page. */
  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    String language = null;
    StringBuilder text = new StringBuilder();
    for (String line : (Iterable<String>) text().lines()::iterator) {
      if (!line.startsWith(FENCE)) {
        text.append(line).append('\n');
      } else if (language == null) {
        language = line.substring(FENCE.length()).strip();
        text.setLength(0);
      } else {
        blocks.add(new Block(language, text.toString()));
        language = null;
      }
    }
    return blocks;
  }

  /** The commands of {@code deploy/espalier} that the page shows. */
  public List<ShellCommand> commands() {
    return blocks().stream()
        .filter(block -> block.language().isEmpty() && block.text().contains(LAUNCHER + " "))
        .flatMap(block -> ShellCommand.in(block.text()).stream())
        .filter(command -> command.program().equals(LAUNCHER))
        .toList();
  }

  /** The page without its blocks of code. */
  public String prose() {
    return text().replaceAll("(?ms)^```.*?^```$", "");
  }

  /** {@code docs/data.md}. */
  @Override
  public String toString() {
    return PROJECT.relativize(file).toString();
  }
}
