package io.espalier.jobs.query;

/** A query of a user's that has no answer, with what is wrong with it in one line. */
public final class InvalidQuery extends IllegalArgumentException {
  InvalidQuery(String reason, Throwable cause) {
    super("Cannot answer: " + reason, cause);
  }
}
