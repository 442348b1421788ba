// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Listing;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.config.Located.Scalar;
import io.espalier.jobs.sweep.Place;
import io.espalier.pruning.catalog.Display;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads one YAML document as {@link Located} values; a key given twice is a problem. */
final class YamlReader {
  private static final CoreSchema SCHEMA = new CoreSchema();

  /**
   * Maximum number of values with aliases expanded: nested aliases can expand beyond any memory.
   */
  private static final int MAX_VALUES = 500_000;

  /** A key of YAML 1.1 that YAML 1.2 dropped. */
  private static final String MERGE = "<<";

  private final Function<Mark, Place> places;
  private final Problems problems;
  private int values;

  private YamlReader(Function<Mark, Place> places, Problems problems) {
    this.places = places;
    this.problems = problems;
  }

  /** Reads the only document of a file; without one, adds a problem and returns empty. */
  static Optional<Located> file(String file, String yaml, Problems problems) {
    Place start = Place.start(file);
    YamlReader reader =
        new YamlReader(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1), problems);
    int before = problems.size();
    Optional<Located> document = reader.read(yaml, start);
    if (document.isEmpty() && problems.size() == before) {
      problems.add(start, "Cannot read the sweep: the file is empty");
    }
    return document;
  }

  /**
   * Reads the value of an option; every part of it has the place of the option. An empty text is
   * read as null.
   */
  static Optional<Located> option(Place option, String yaml, Problems problems) {
    int before = problems.size();
    Optional<Located> value = new YamlReader(mark -> option, problems).read(yaml, option);
    return value.isEmpty() && problems.size() == before
        ? Optional.of(new Scalar(option, null))
        : value;
  }

  private Optional<Located> read(String yaml, Place start) {
    LoaderOptions options = new LoaderOptions();
    ParserImpl parser = new ParserImpl(new StreamReader(new StringReader(yaml)), options);
    try {
      Node node = new Composer(parser, SCHEMA, options).getSingleNode();
      return Optional.ofNullable(node).map(this::located);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      problems.add(mark == null ? start : places.apply(mark), "Cannot read YAML: " + reason(e));
    } catch (YAMLException e) {
      problems.add(start, "Cannot read YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
    return Optional.empty();
  }

  private static String reason(MarkedYAMLException e) {
    return e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
  }

  private Located located(Node node) {
    if (++values > MAX_VALUES) {
      throw new YAMLException(
          String.format(Locale.ROOT, "more than %,d values after expanding aliases", MAX_VALUES));
    }
    Place place = places.apply(node.getStartMark());
    // True for a collection that contains an alias of itself.
    if (node.isTwoStepsConstruction()) {
      problems.add(place, "Cannot read YAML: this value contains itself");
      return new Scalar(place, null);
    }
    if (node instanceof MappingNode mapping) {
      return new Mapping(place, entries(mapping));
    }
    if (node instanceof SequenceNode sequence) {
      List<Located> values = new ArrayList<>();
      sequence.getValue().forEach(value -> values.add(located(value)));
      return new Listing(place, values);
    }
    return new Scalar(place, scalar((ScalarNode) node, place));
  }

  private Map<String, Entry> entries(MappingNode mapping) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place place = places.apply(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        problems.add(place, "Invalid key: must be a string");
        continue;
      }
      if (name.isPlain() && name.getValue().equals(MERGE)) {
        problems.add(
            place, "Invalid key: <<, merge keys are not supported; write out the keys instead");
        continue;
      }
      Entry entry = new Entry(place, located(tuple.getValueNode()));
      Entry first = entries.putIfAbsent(name.getValue(), entry);
      if (first != null) {
        problems.add(
            place,
            "Duplicate key: %s, first at %s"
                .formatted(Display.text(name.getValue()), first.place()));
      }
    }
    return entries;
  }

  private Object scalar(ScalarNode node, Place place) {
    Tag tag = node.getTag();
    String text = node.getValue();
    if (tag.equals(Tag.STR)) {
      return text;
    }
    if (!tag.equals(SCHEMA.resolve(NodeId.scalar, text, true))) {
      problems.add(
          place, "Cannot read YAML: %s is not a valid %s".formatted(Display.value(text), tag));
      return null;
    }
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    return tag.equals(Tag.INT) ? narrowest(new BigInteger(text)) : (Object) Double.valueOf(text);
  }

  private static Object narrowest(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return number.intValue();
    }
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }
}
