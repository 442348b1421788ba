package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.Nearest;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a sweep's configuration, strictly: what nothing would use is refused, and all that is wrong
 * is told at once.
 */
public final class ConfigReader {
  private static final String NAME = "name";
  private static final String DATA = "data";
  private static final String DENSE = "dense";
  private static final String GRID = "grid";

  private final String file;
  private final Mapping config;
  private final Problems problems;

  private ConfigReader(String file, Mapping config, Problems problems) {
    this.file = file;
    this.config = config;
    this.problems = problems;
  }

  /**
   * Reads a sweep from a YAML file in UTF-8.
   *
   * @param overrides options {@code key=value} as given to {@code --set}: a dotted path, and a YAML
   *     value that is put there; later ones win
   * @throws InvalidConfig when the file cannot be read, or anything in it or in the overrides is
   *     wrong
   */
  public static SweepConfig read(Path file, List<String> overrides) {
    try {
      return read(file.toString(), Files.readString(file), overrides);
    } catch (IOException e) {
      String reason =
          e instanceof NoSuchFileException
              ? "there is no such file"
              : e instanceof CharacterCodingException ? "it is not UTF-8 text" : e.toString();
      throw new InvalidConfig(
          List.of(
              new ConfigProblem(Place.start(file.toString()), "Cannot read the sweep: " + reason)));
    }
  }

  /**
   * Reads a sweep from YAML text.
   *
   * @param file what the text is called in messages
   * @throws InvalidConfig when anything in the text or in the overrides is wrong
   */
  public static SweepConfig read(String file, String yaml, List<String> overrides) {
    Problems problems = new Problems();
    Optional<Located> document = YamlReader.file(file, yaml, problems);
    Optional<Mapping> written = document.filter(Mapping.class::isInstance).map(Mapping.class::cast);
    if (document.isPresent() && written.isEmpty()) {
      problems.invalid("sweep", document.get(), "a mapping with a grid");
    }
    Mapping base = written.orElse(new Mapping(Place.start(file), Map.of()));
    Mapping config = new Overrides(problems).over(base, overrides);
    if (written.isEmpty()) {
      // What is missing would only be told because nothing could be read.
      problems.check();
    }
    return new ConfigReader(file, config, problems).sweep();
  }

  private SweepConfig sweep() {
    Keys.check("key", config, List.of(NAME, DATA, DENSE, GRID), problems);
    String name = name();
    List<Choice<PruningMethod>> dense = dense();
    Map<String, Located> data = data();
    GridReader.Result grid = grid(dense);
    Map<Choice<ImageDataset>, DataSource> sources = sources(grid.datasets(), data);
    problems.check(sources.values().stream().filter(DataSource::isPlaced).toList());
    List<DataSource> used =
        grid.cells().stream().map(Cell::dataset).distinct().map(sources::get).toList();
    return new SweepConfig(name, used, grid.cells());
  }

  private String name() {
    Entry name = config.entries().get(NAME);
    if (name == null) {
      String last = Path.of(file).getFileName().toString();
      return last.contains(".") ? last.substring(0, last.lastIndexOf('.')) : last;
    }
    if (!(name.value().plain() instanceof String text) || text.isBlank()) {
      problems.invalid(NAME, name.value(), "a text");
    }
    return String.valueOf(name.value().plain());
  }

  private List<Choice<PruningMethod>> dense() {
    Mapping settings = section(DENSE, "a mapping of settings, as in {epochs: 100}");
    return new ChoiceReader<>("method", Methods.ALL, problems)
        .read(Methods.DENSE, settings.place(), settings.entries()).stream()
            .map(Picked::value)
            .toList();
  }

  private Map<String, Located> data() {
    Mapping section = section(DATA, "a mapping of datasets to folders");
    Map<String, Located> locations = new LinkedHashMap<>();
    section
        .entries()
        .forEach(
            (name, entry) -> {
              checkLocation(name, entry);
              locations.put(name, entry.value());
            });
    return locations;
  }

  private void checkLocation(String name, Entry entry) {
    if (!Datasets.ALL.names().contains(name)) {
      problems.add(entry.place(), Nearest.unknown("dataset", name, Datasets.ALL.names()));
    } else if (!Datasets.ALL.choose(name, Map.of()).value().needsLocation()) {
      problems.invalid(
          "data." + name, entry.value(), "left out: %s is made on the spot".formatted(name));
    } else if (!(entry.value().plain() instanceof String folder) || folder.isBlank()) {
      problems.invalid("data." + name, entry.value(), "a folder");
    }
  }

  private GridReader.Result grid(List<Choice<PruningMethod>> dense) {
    Entry grid = config.entries().get(GRID);
    if (grid == null) {
      problems.add(
          Place.start(file), "Invalid sweep: no grid, must have one with " + Dimensions.NAMES);
    } else if (grid.value() instanceof Mapping mapping) {
      return new GridReader(grid, mapping, problems).read(dense);
    } else {
      problems.invalid(GRID, grid.value(), "a mapping with " + Dimensions.NAMES);
    }
    return new GridReader.Result(List.of(), List.of());
  }

  private Map<Choice<ImageDataset>, DataSource> sources(
      List<Picked<Choice<ImageDataset>>> datasets, Map<String, Located> data) {
    Map<Choice<ImageDataset>, DataSource> sources = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (Picked<Choice<ImageDataset>> dataset : datasets) {
      String name = dataset.value().name();
      Located given = data.get(name);
      boolean needed = dataset.value().value().needsLocation();
      if (needed && given == null && !missing.contains(name)) {
        missing.add(name);
        problems.add(
            dataset.place(),
            "Cannot find %s: no folder given, must be data.%s here or --set data.%s=…"
                .formatted(name, name, name));
      }
      boolean used = needed && given != null;
      sources.putIfAbsent(
          dataset.value(),
          new DataSource(
              dataset.value(),
              used ? String.valueOf(given.plain()) : "",
              used ? given.place() : dataset.place()));
    }
    return sources;
  }

  private Mapping section(String key, String right) {
    Entry entry = config.entries().get(key);
    if (entry != null && entry.value() instanceof Mapping mapping) {
      return mapping;
    }
    if (entry != null) {
      problems.invalid(key, entry.value(), right);
    }
    return new Mapping(config.place(), Map.of());
  }
}
