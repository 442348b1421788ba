// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.sweep.Place;
import io.espalier.pruning.catalog.Display;
import io.espalier.pruning.storage.LocationCredentials;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A value of a configuration, with its place in the source. Immutable. */
sealed interface Located {

  /** The place where the value starts. */
  Place place();

  /** The value as plain Java: a map, a list or a scalar. */
  Object plain();

  /** The value as YAML on one line, with strings in quotes. */
  String text();

  /** The value for a message, without credentials in it; a long one is truncated. */
  default String shown() {
    return Display.text(LocationCredentials.hidden(text()));
  }

  /** The values of a list, or a list of just this value. */
  default List<Located> each() {
    return List.of(this);
  }

  /**
   * A {@code String}, {@code Integer}, {@code Long}, {@code BigInteger}, {@code Double}, {@code
   * Boolean} or null.
   */
  record Scalar(Place place, Object plain) implements Located {
    @Override
    public String text() {
      return plain instanceof String ? "\"" + plain + "\"" : String.valueOf(plain);
    }
  }

  /** A list. */
  record Listing(Place place, List<Located> values) implements Located {
    public Listing {
      values = List.copyOf(values);
    }

    @Override
    public List<Located> each() {
      return values;
    }

    @Override
    public Object plain() {
      List<Object> plain = new ArrayList<>();
      values.forEach(value -> plain.add(value.plain()));
      return plain;
    }

    @Override
    public String text() {
      return values.stream().map(Located::text).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /**
   * A key with its value.
   *
   * @param place of the key
   */
  record Entry(Place place, Located value) {}

  /** A mapping; its keys keep the order in which they were written. */
  record Mapping(Place place, Map<String, Entry> entries) implements Located {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public Object plain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries.forEach((key, entry) -> plain.put(key, entry.value().plain()));
      return plain;
    }

    @Override
    public String text() {
      return entries.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue().value().text())
          .collect(Collectors.joining(", ", "{", "}"));
    }

    /** This mapping with {@code key} added, or with its value replaced. */
    Mapping with(String key, Entry entry) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.put(key, entry);
      return new Mapping(place, changed);
    }
  }
}
