// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.Execution;
import io.espalier.jobs.sweep.Part;
import io.espalier.jobs.sweep.Place;
import io.espalier.jobs.sweep.SweepConfig;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the configuration of a sweep. Unknown keys are errors, and all errors are reported
 * together. A dataset without a folder is not an error here, because {@code plan} does not need it.
 */
public final class ConfigReader {
  /**
   * Maximum size of a file, a hundred times that of a typical sweep; a larger file is not a sweep.
   */
  private static final int MAX_BYTES = 1 << 20;

  private static final String NAME = "name";

  /** The top-level keys of a sweep. */
  static final List<String> KEYS =
      List.of(
          NAME,
          DataReader.DATA,
          ExecutionReader.DEVICE,
          ExecutionReader.CHECKPOINT,
          PieceReader.DENSE,
          PieceReader.GRID,
          PartsReader.PARTS,
          PartsReader.ONLY);

  private final String file;
  private final Mapping config;
  private final Problems problems;

  private ConfigReader(String file, Mapping config, Problems problems) {
    this.file = file;
    this.config = config;
    this.problems = problems;
  }

  /** Opens the YAML text of a sweep. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  /**
   * Reads a sweep from a YAML file in UTF-8.
   *
   * @param overrides options {@code key=value} as given to {@code --set}: a dotted path and a YAML
   *     value; later options win
   * @return the sweep, or the problems with the file and with the overrides
   */
  public static ConfigReading read(Path file, List<String> overrides) {
    return read(file.toString(), () -> Files.newInputStream(file), overrides);
  }

  /**
   * Reads a sweep from YAML in UTF-8, wherever it is.
   *
   * @param file name of the source in messages
   * @return the sweep, or the problems with the source and with the overrides
   */
  public static ConfigReading read(String file, Source source, List<String> overrides) {
    try (InputStream in = source.open()) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(
            "the file is larger than the maximum of %s bytes".formatted(MAX_BYTES));
      }
      String yaml = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return read(file, yaml, overrides);
    } catch (IOException e) {
      ConfigProblem problem =
          new ConfigProblem(Place.start(file), "Cannot read the sweep: " + reason(file, e));
      return ConfigReading.broken(List.of(), List.of(problem));
    }
  }

  /** The reason without the name of the file, which the place of the problem has. */
  private static String reason(String file, IOException thrown) {
    String path = file.replaceFirst("^file:/+", "/");
    return Reason.of(thrown)
        .replaceFirst(
            "^Cannot \\w+ (%s|%s): ".formatted(Pattern.quote(file), Pattern.quote(path)), "");
  }

  /**
   * Reads a sweep from YAML text.
   *
   * @param file name of the text in messages
   * @return the sweep, or the problems with the text and with the overrides
   */
  public static ConfigReading read(String file, String yaml, List<String> overrides) {
    Problems problems = new Problems();
    Optional<Located> document = YamlReader.file(file, yaml, problems);
    Optional<Mapping> written = document.filter(Mapping.class::isInstance).map(Mapping.class::cast);
    if (document.isPresent() && written.isEmpty()) {
      problems.invalid("sweep", document.get(), "a mapping with a grid or parts");
    }
    Mapping base = written.orElse(new Mapping(Place.start(file), Map.of()));
    Mapping config = new Overrides(problems).over(base, overrides);
    if (written.isEmpty() && !problems.isEmpty()) {
      // Keys would be reported as missing only because nothing could be read.
      return ConfigReading.broken(List.of(), problems.found());
    }
    return new ConfigReader(file, config, problems).sweep();
  }

  private ConfigReading sweep() {
    Keys.check("key", config, KEYS, problems);
    String name = name();
    DataReader data = DataReader.of(config, problems);
    Execution execution = new ExecutionReader(config, problems).read();
    Map<String, GridReader.Result> parts = new PartsReader(config, problems).read();
    Map<Choice<ImageDataset>, DataSource> sources = new LinkedHashMap<>();
    parts.values().stream()
        .flatMap(part -> part.datasets().stream())
        .forEach(dataset -> sources.putIfAbsent(dataset.value(), data.source(dataset)));
    // An invalid folder is already a problem; do not report it as missing too.
    if (!problems.isEmpty()) {
      return ConfigReading.broken(
          sources.values().stream()
              .filter(source -> source.isPlaced() || !data.names(source.dataset()))
              .toList(),
          problems.found());
    }
    List<DataSource> used =
        parts.values().stream()
            .flatMap(part -> part.cells().stream())
            .map(Cell::dataset)
            .distinct()
            .map(sources::get)
            .toList();
    return ConfigReading.of(
        new SweepConfig(
            name,
            execution,
            used,
            parts.entrySet().stream()
                .map(part -> new Part(part.getKey(), part.getValue().cells()))
                .toList()));
  }

  private String name() {
    Entry name = config.entries().get(NAME);
    if (name == null) {
      String last = file.substring(file.lastIndexOf('/') + 1);
      return last.contains(".") ? last.substring(0, last.lastIndexOf('.')) : last;
    }
    if (!(name.value().plain() instanceof String text) || text.isBlank()) {
      problems.invalid(NAME, name.value(), "a string");
    }
    return String.valueOf(name.value().plain());
  }
}
