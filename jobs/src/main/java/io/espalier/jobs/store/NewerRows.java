// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Set;

/** Thrown when a file of rows has columns of a newer version, which this version would drop. */
final class NewerRows extends IOException {
  private static final long serialVersionUID = 1;

  NewerRows(String location, Set<String> columns) {
    super(
        "Cannot compact %s: columns %s were written by a newer version; compact with that version"
            .formatted(location, String.join(", ", columns)));
  }
}
