// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.model.Precision;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The key of a run: SHA-256 in hexadecimal of everything that determines its result. Equal runs
 * have equal keys in every sweep and on every machine, so existing results are reused.
 *
 * @param hex 64 digits in lower case; the column {@code key} of the tables
 */
public record RunKey(String hex) implements Serializable, Comparable<RunKey> {

  /** Increased when a change of the training code changes the result of the same spec. */
  private static final int CORE = 1;

  private static final int BRIEF = 10;

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /**
   * The key of a run.
   *
   * @param startsFrom keys of the runs that it starts from, in the order of use
   */
  public static RunKey of(RunSpec spec, List<RunKey> startsFrom) {
    return new RunKey(sha256(canonical(spec, startsFrom)));
  }

  /** The prefix of the key for display; unique among millions. */
  public String brief() {
    return hex.substring(0, Math.min(BRIEF, hex.length()));
  }

  @Override
  public int compareTo(RunKey other) {
    return hex.compareTo(other.hex);
  }

  /** The key as it is written in rows, file names and messages. */
  @Override
  public String toString() {
    return hex;
  }

  /**
   * JSON with sorted keys and without white space. Omits defaults, so that adding a setting changes
   * no key: settings with default values, float32, all images, the first version of a structure.
   */
  static String canonical(RunSpec spec, List<RunKey> startsFrom) {
    Map<String, Object> identity =
        new HashMap<>(
            Map.of(
                "core", CORE,
                "dataset", choice(spec.dataset()),
                "fingerprint", spec.fingerprint(),
                "method", choice(spec.method()),
                "model", choice(spec.model()),
                "seed", spec.seed(),
                "sparsity", spec.sparsity().share(),
                "starts_from", startsFrom.stream().map(RunKey::hex).toList(),
                "structure", structure(spec.structure())));
    if (spec.precision() != Precision.FLOAT32) {
      identity.put("precision", spec.precision().toString());
    }
    if (!spec.data().value().keepsAll()) {
      identity.put("data_pruning", spec.data().settings());
    }
    try {
      return CANONICAL.writeValueAsString(identity);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the identity of " + spec, e);
    }
  }

  private static Map<String, Object> choice(Choice<?> choice) {
    return Map.of("name", choice.name(), "settings", choice.settings());
  }

  private static String structure(Granularity structure) {
    return structure.version() > 1 ? structure + " " + structure.version() : structure.toString();
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
