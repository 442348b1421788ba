// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one start of a sweep, {@code logs/TIME-APPLICATION-PROCESS} in the results.
 *
 * <pre>
 * sweep.json    what started, see {@link SweepStart}
 * status.json   how far it is, see {@link SweepStatus}
 * driver-1.log  the first part of the log of the driver
 * </pre>
 */
public record SweepFolder(ResultStore store, String name) {
  private static final Logger LOG = LoggerFactory.getLogger(SweepFolder.class);

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // of a later version
          .build();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String START = "sweep.json";
  private static final String STATUS = "status.json";

  /** The folder of a sweep that starts. */
  static SweepFolder of(ResultStore store, SweepStart start) {
    return new SweepFolder(
        store,
        TIME.format(Instant.ofEpochMilli(start.startedAt()))
            + "-"
            + start.application().replaceAll("[^A-Za-z0-9_.-]", "_")
            + "-"
            + start.process());
  }

  /** The folders of all starts, the oldest first, and others, which have no {@link #start}. */
  static List<SweepFolder> all(ResultStore store) throws IOException {
    return store.storage().folders(store.logs()).stream()
        .sorted()
        .map(name -> new SweepFolder(store, name))
        .toList();
  }

  /** The absolute location of a file in it. */
  String file(String file) {
    return Storage.in(store.logs(), name + "/" + file);
  }

  void write(SweepStart start) throws IOException {
    create(START, JSON.writeValueAsBytes(start));
  }

  void write(SweepStatus status) throws IOException {
    create(STATUS, JSON.writeValueAsBytes(status));
  }

  /**
   * Writes a part of the log.
   *
   * @param part counted from 1
   */
  void writeLog(int part, String lines) throws IOException {
    create("driver-" + part + ".log", lines.getBytes(StandardCharsets.UTF_8));
  }

  /** What started; empty when its driver died before it wrote it, or if it cannot be read. */
  Optional<SweepStart> start() throws IOException {
    return read(START, SweepStart.class);
  }

  /** The last state; empty when the driver died before it wrote one, or if it cannot be read. */
  Optional<SweepStatus> status() throws IOException {
    return read(STATUS, SweepStatus.class);
  }

  private void create(String file, byte[] content) throws IOException {
    store.storage().create(file(file), out -> out.write(content));
  }

  private <T> Optional<T> read(String file, Class<T> type) throws IOException {
    if (!store.storage().list(Storage.in(store.logs(), name)).contains(file)) {
      return Optional.empty();
    }
    try (InputStream in = store.storage().open(file(file))) {
      return Optional.of(JSON.readValue(in.readAllBytes(), type));
    } catch (JsonProcessingException e) { // cut off by a crash, or of a newer version
      LOG.warn("Cannot read {}: {}; left out", file(file), e.getOriginalMessage());
      return Optional.empty();
    }
  }
}
