// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

/** Thrown for an invalid query of a user, with the problem in one line. */
public final class InvalidQuery extends IllegalArgumentException {
  InvalidQuery(String reason, Throwable cause) {
    super("Cannot run the query: " + reason, cause);
  }
}
