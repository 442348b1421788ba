// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Catalog.Entry;
import java.util.List;

/** The list of all methods. */
public final class Methods {
  private Methods() {}

  /** The reference that all others are compared with; a sweep adds its runs automatically. */
  public static final String DENSE = "dense";

  /** All methods, by the names used in sweeps. */
  public static final Catalog<PruningMethod> ALL =
      new Catalog<>(
          "method",
          List.of(
              new Entry<>(DENSE, 1, Dense.DEFAULTS),
              new Entry<>("bip", 1, Bip.DEFAULTS),
              new Entry<>("imp", 1, Imp.DEFAULTS),
              new Entry<>("sap", 1, Sap.DEFAULTS),
              new Entry<>("omp", 1, Omp.DEFAULTS),
              new Entry<>("global-mp", 1, GlobalMp.DEFAULTS),
              new Entry<>("lamp", 1, Lamp.DEFAULTS),
              new Entry<>("lrp", 1, Lrp.DEFAULTS),
              new Entry<>("rd-dp", 1, RdDp.DEFAULTS),
              new Entry<>("bn-select", 1, BnSelect.DEFAULTS),
              new Entry<>("hydra", 1, Hydra.DEFAULTS),
              new Entry<>("gmp", 3, Gmp.DEFAULTS),
              new Entry<>("granet", 3, Granet.DEFAULTS),
              new Entry<>("rigl", 1, Rigl.DEFAULTS),
              new Entry<>("iss-p", 1, IssP.DEFAULTS),
              new Entry<>("sr-ste", 1, SrSte.DEFAULTS),
              new Entry<>("early-bird", 1, EarlyBird.DEFAULTS),
              new Entry<>("mask-sparsity", 1, MaskSparsity.DEFAULTS),
              new Entry<>("snip", 1, Snip.DEFAULTS),
              new Entry<>("grasp", 2, Grasp.DEFAULTS),
              new Entry<>("synflow", 2, Synflow.DEFAULTS),
              new Entry<>("pre-cropping", 1, PreCropping.DEFAULTS),
              new Entry<>("random", 1, RandomMask.DEFAULTS)));

  /** The names of all methods that prune, without {@code name}. */
  static List<String> others(String name) {
    return ALL.names().stream()
        .filter(other -> !other.equals(DENSE) && !other.equals(name))
        .toList();
  }
}
