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

/**
 * The Java that a page of the documentation shows.
 *
 * @param blocks code blocks of the page, in order
 */
public record PageCode(List<String> blocks) {
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\\n(.*?)```");

  /**
   * @param page path of the file in the project
   */
  public static PageCode of(String page) throws IOException {
    return new PageCode(
        BLOCK
            .matcher(Files.readString(Path.of("..").resolve(page)))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList());
  }

  /**
   * A loader with the classes of a block.
   *
   * @param type simple name of its public class
   */
  public URLClassLoader compiled(int block, String type, Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve(type + ".java"), blocks.get(block));
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
