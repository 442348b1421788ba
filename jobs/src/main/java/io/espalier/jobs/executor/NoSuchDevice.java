package io.espalier.jobs.executor;

/**
 * A task cannot have the device that it should. That is the executor's fault and not the run's, so
 * Spark is left to try another executor.
 */
public final class NoSuchDevice extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoSuchDevice(String message) {
    super(message);
  }
}
