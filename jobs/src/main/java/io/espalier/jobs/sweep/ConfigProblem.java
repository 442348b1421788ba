package io.espalier.jobs.sweep;

/**
 * One thing that is wrong with a sweep's configuration.
 *
 * @param place where the user wrote it
 * @param message what is wrong and what would be right, without a full stop
 */
public record ConfigProblem(Place place, String message) {

  /** {@code conf/paper.yaml:7:11: Unknown method: bipp, did you mean bip? (known: …)}. */
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
