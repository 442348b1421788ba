package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;

/** The type that a pass computes its convolutions and fully connected layers in. */
interface Arithmetic extends AutoCloseable {

  /** The type of the network's values. */
  Arithmetic AS_GIVEN =
      new Arithmetic() {
        @Override
        public NDArray begin(NDArray values) {
          return values;
        }

        @Override
        public NDArray end(NDArray logits) {
          return logits;
        }

        @Override
        public void close() {}
      };

  /** The images, weights or biases that a pass begins with, in this type. */
  NDArray begin(NDArray values);

  /** What the network makes of them, in the type of the loss. */
  NDArray end(NDArray logits);

  @Override
  void close();
}
