// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.config.Located.Scalar;
import io.espalier.jobs.sweep.Place;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads members of a catalog: {@code bip}, or {@code {name: bip, epochs: [50, 100]}}, where a list
 * as the value of a setting makes one variant for each element, and several lists make all
 * combinations.
 */
final class ChoiceReader<T> implements ItemReader<Choice<T>> {
  private static final String NAME = "name";

  private final String kind;
  private final Catalog<T> catalog;
  private final Problems problems;

  /**
   * @param kind kind of member, for messages, as in {@code "method"}
   */
  ChoiceReader(String kind, Catalog<T> catalog, Problems problems) {
    this.kind = kind;
    this.catalog = catalog;
    this.problems = problems;
  }

  @Override
  public List<Picked<Choice<T>>> read(Located item) {
    Located name = item;
    if (item instanceof Mapping mapping && mapping.entries().containsKey(NAME)) {
      name = mapping.entries().get(NAME).value();
    }
    if (name instanceof Scalar scalar && scalar.plain() instanceof String text) {
      return read(text, name.place(), settings(item));
    }
    problems.invalid(kind, item, "a name or {name: …, setting: value, …}");
    return List.of();
  }

  /** The member called {@code name}, in every variant that the lists in {@code settings} define. */
  List<Picked<Choice<T>>> read(String name, Place place, Map<String, Entry> settings) {
    double all =
        Axis.combinations(
            settings.entrySet().stream()
                .map(s -> new Axis(List.of(s.getKey()), s.getValue().value().each().size()))
                .toList());
    if (all > Axis.MAX_COMBINATIONS) {
      problems.add(place, "Invalid %s %s: %s".formatted(kind, name, Axis.tooMany(all, "variants")));
      return List.of();
    }
    List<Map<String, Located>> variants = List.of(Map.of());
    for (Map.Entry<String, Entry> setting : settings.entrySet()) {
      Located value = setting.getValue().value();
      if (value.each().isEmpty()) {
        problems.invalid(setting.getKey(), value, "a value or a list of one or more");
      }
      variants = times(variants, setting.getKey(), value.each());
    }
    List<Picked<Choice<T>>> choices = new ArrayList<>();
    for (Map<String, Located> variant : variants) {
      Map<String, Object> plain = new LinkedHashMap<>();
      variant.forEach((setting, value) -> plain.put(setting, value.plain()));
      try {
        choices.add(new Picked<>(place, catalog.choose(name, plain)));
      } catch (InvalidSettings e) {
        for (Problem problem : e.problems()) {
          problems.add(place(problem, name, place, settings, variant), problem.message());
        }
      }
    }
    return choices;
  }

  /** Matches by name and by the settings that are given. */
  @Override
  public Predicate<Choice<T>> pattern(Located item) {
    Set<String> settings = settings(item).keySet();
    List<Picked<Choice<T>>> patterns = read(item);
    return choice ->
        patterns.stream().anyMatch(pattern -> matches(pattern.value(), settings, choice));
  }

  private boolean matches(Choice<T> pattern, Set<String> settings, Choice<T> choice) {
    if (!pattern.name().equals(choice.name())) {
      return false;
    }
    Map<String, Object> wanted = pattern.allSettings();
    Map<String, Object> found = choice.allSettings();
    return settings.stream().allMatch(setting -> wanted.get(setting).equals(found.get(setting)));
  }

  private Place place(
      Problem problem,
      String name,
      Place place,
      Map<String, Entry> settings,
      Map<String, Located> variant) {
    String setting = problem.setting();
    if (!settings.containsKey(setting)) {
      return place;
    }
    return catalog.defaults(name).containsKey(setting)
        ? variant.get(setting).place()
        : settings.get(setting).place();
  }

  private static Map<String, Entry> settings(Located item) {
    if (!(item instanceof Mapping mapping)) {
      return Map.of();
    }
    Map<String, Entry> settings = new LinkedHashMap<>(mapping.entries());
    settings.remove(NAME);
    return settings;
  }

  private static List<Map<String, Located>> times(
      List<Map<String, Located>> variants, String setting, List<Located> values) {
    List<Map<String, Located>> product = new ArrayList<>();
    for (Map<String, Located> variant : variants) {
      for (Located value : values) {
        Map<String, Located> extended = new LinkedHashMap<>(variant);
        extended.put(setting, value);
        product.add(extended);
      }
    }
    return product;
  }
}
