// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.storage.LocalStorage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code docs/library.md} does what the page says. */
@Tag("any-processor")
class LibraryPageTest {
  private static final Pattern LAST_LINE =
      Pattern.compile("dense (\\d\\.\\d{3}), pruned (\\d\\.\\d{3}) with (\\d+) of (\\d+) weights");

  @TempDir private Path folder;

  @Test
  void the_program_trains_prunes_and_saves_a_network() throws Exception {
    String printed;
    try (URLClassLoader loader =
        PageCode.of("docs/library.md").compiled(0, "PruneShapes", folder)) {
      Method main = loader.loadClass("PruneShapes").getMethod("main", String[].class);
      main.setAccessible(true);
      printed = printedBy(() -> main.invoke(null, (Object) new String[] {saved("").toString()}));
    }

    Matcher last = LAST_LINE.matcher(printed);
    assertThat(last.find()).as(printed).isTrue();
    long prunable = Long.parseLong(last.group(4));
    assertThat(Long.parseLong(last.group(3))).isEqualTo(new Sparsity(0.8).kept(prunable));
    assertThat(printed).contains("train epoch 6 of 6", "bip epoch 2 of 2");
    assertThat(Double.parseDouble(last.group(1))).as("far above chance").isGreaterThan(0.3);
    assertThat(Double.parseDouble(last.group(2))).as("far above chance").isGreaterThan(0.3);

    Manifest ticket = Manifest.read(new LocalStorage(), saved("bip").toString());
    assertThat(String.format(Locale.ROOT, "%.3f", ticket.accuracy())).isEqualTo(last.group(2));
    assertThat(saved("dense").resolve("ticket.json")).exists();
  }

  @Test
  void the_versions_are_those_of_the_build() throws Exception {
    String page = Files.readString(Path.of("../docs/library.md"));
    String pom = Files.readString(Path.of("pom.xml"));

    Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(pom);
    assertThat(version.find()).isTrue();
    assertThat(page)
        .contains("<version>%s</version>".formatted(version.group(1)))
        .contains("<version>%s</version>".formatted(Engine.getEngine("PyTorch").getVersion()));
  }

  private Path saved(String name) {
    return folder.resolve("saved").resolve(name);
  }

  /** An action that can throw. */
  @FunctionalInterface
  private interface Program {
    void run() throws Exception;
  }

  private static String printedBy(Program program) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      program.run();
      return printed.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(out);
    }
  }
}
