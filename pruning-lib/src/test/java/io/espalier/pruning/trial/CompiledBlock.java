// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Compiles the Java that a page of the documentation shows. */
final class CompiledBlock {
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\\n(.*?)```");

  private CompiledBlock() {}

  /**
   * A loader with the classes of the page's only block of Java.
   *
   * @param page the file's name in docs
   * @param type the class's simple name
   */
  static URLClassLoader of(String page, String type, Path folder) throws IOException {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(Path.of("..", "docs", page)))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(1);
    Path file = Files.writeString(folder.resolve(type + ".java"), blocks.get(0));
    Path classes = folder.resolve("classes");
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all",
                "-Werror",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                file.toString());
    assertThat(exit).isZero();
    return new URLClassLoader(new URL[] {classes.toUri().toURL()});
  }
}
