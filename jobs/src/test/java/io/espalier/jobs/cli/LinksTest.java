// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Relative links of the documentation lead to files and headings that exist. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

  static List<DocPage> pages() {
    return DocPage.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_relative_link_has_an_existing_target(DocPage page) {
    List<String> links =
        LINK.matcher(page.prose())
            .results()
            .map((MatchResult link) -> link.group(1))
            .filter(link -> !ELSEWHERE.matcher(link).matches())
            .toList();

    List<String> broken = new ArrayList<>();
    for (String link : links) {
      String[] parts = link.split("#", 2);
      Path target =
          parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
      boolean leads =
          Files.exists(target)
              && (parts.length == 1 || anchors(new DocPage(target)).contains(parts[1]));
      if (!leads) {
        broken.add(link);
      }
    }
    assertThat(broken).isEmpty();
  }

  /** The anchors that GitHub generates for headings. */
  private static List<String> anchors(DocPage page) {
    return HEADING
        .matcher(page.prose())
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toList());
  }
}
