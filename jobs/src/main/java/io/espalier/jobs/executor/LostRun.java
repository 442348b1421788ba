package io.espalier.jobs.executor;

/** A run that kills its process whenever it is begun. */
final class LostRun extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostRun(String message) {
    super(message);
  }
}
