package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Set;

/** A file of rows that a newer version of this program wrote, which this one cannot write again. */
final class NewerRows extends IOException {
  private static final long serialVersionUID = 1;

  NewerRows(String location, Set<String> columns) {
    super(
        "Cannot fold %s: columns %s are of a newer version, which must fold it"
            .formatted(location, String.join(", ", columns)));
  }
}
