package io.espalier.jobs.config;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a plain YAML scalar means, by YAML 1.2's core schema: unlike in 1.1, {@code no} is a text,
 * {@code 010} is ten, and {@code 1e-4} is a number.
 */
final class CoreSchema extends Resolver {
  private static final int LONGEST = 50;

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.NULL, Pattern.compile("~|null|"), "~n", LONGEST);
    addImplicitResolver(Tag.NULL, Pattern.compile(""), null, LONGEST);
    addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf", LONGEST);
    addImplicitResolver(Tag.INT, Pattern.compile("[-+]?[0-9]+"), "-+0123456789", LONGEST);
    addImplicitResolver(
        Tag.FLOAT,
        Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
        "-+.0123456789",
        LONGEST);
  }
}
