// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import java.util.List;

/**
 * A valid configuration of a sweep. The data are not checked yet.
 *
 * @param name display name
 * @param execution how runs are executed
 * @param sources distinct datasets of the cells
 * @param parts the parts to run, in source order; not empty
 */
public record SweepConfig(
    String name, Execution execution, List<DataSource> sources, List<Part> parts) {
  public SweepConfig {
    sources = List.copyOf(sources);
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Invalid parts: none, must be at least one");
    }
  }
}
