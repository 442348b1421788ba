// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Resolves plain scalars by the core schema of YAML 1.2: unlike in 1.1, {@code no} is a string,
 * {@code 010} is ten, and {@code 1e-4} is a number.
 */
final class CoreSchema extends Resolver {
  private static final int MAX_LENGTH = 50;

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.NULL, Pattern.compile("~|null|"), "~n", MAX_LENGTH);
    addImplicitResolver(Tag.NULL, Pattern.compile(""), null, MAX_LENGTH);
    addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf", MAX_LENGTH);
    addImplicitResolver(Tag.INT, Pattern.compile("[-+]?[0-9]+"), "-+0123456789", MAX_LENGTH);
    addImplicitResolver(
        Tag.FLOAT,
        Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
        "-+.0123456789",
        MAX_LENGTH);
  }
}
