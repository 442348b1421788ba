package io.espalier.pruning.mask;

/** What is removed together. */
public enum Granularity {
  /** Single weights, in one global ranking over all convolution and fully connected weights. */
  UNSTRUCTURED
}
