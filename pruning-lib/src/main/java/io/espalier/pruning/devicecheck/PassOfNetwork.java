// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.CrossEntropy;

/** What one batch yields on a device, at the initial weights. */
record PassOfNetwork(Subject subject, int batch) {
  /**
   * Results as doubles of the host.
   *
   * @param product the Hessian times the weights; empty where it was not asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  record Results(
      double loss, double[] weights, double[] other, double[] logits, double[] product) {}

  Results of(String device, DataType type) {
    return computed(device, type, (net, state, images, labels) -> new double[0]);
  }

  /** With the product of the Hessian, which is computed in float64 in every type. */
  Results withProduct(String device, DataType type) {
    CrossEntropy loss = new CrossEntropy();
    return computed(
        device,
        type,
        (net, state, images, labels) ->
            doubles(
                net.hessianProduct(
                    state, images, logits -> loss.mean(logits, labels), state.weights().mul(1))));
  }

  @FunctionalInterface
  private interface Product {
    double[] of(PrunableNet net, NetworkState state, NDArray images, NDArray labels);
  }

  private Results computed(String device, DataType type, Product product) {
    try (NDManager manager = Subject.manager(device);
        PrunableNet net = subject.net(manager, type);
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      CrossEntropy loss = new CrossEntropy();
      NetworkState state = Subject.initial(net);
      NDArray images = subject.pixels(net.manager(), batch, state.weights().getDataType());
      NDArray labels = subject.labels(net.manager(), batch);
      double[] multiplied = product.of(net, state, images, labels);
      Gradient gradient = net.gradient(state.copy(), images, logits -> loss.mean(logits, labels));
      return new Results(
          doubles(gradient.loss().reshape(1))[0],
          doubles(gradient.weights()),
          doubles(gradient.other()),
          doubles(net.evaluate(state.copy(), images)),
          multiplied);
    }
  }

  private static double[] doubles(NDArray array) {
    return HostCopy.numbers(array.toType(DataType.FLOAT64, false));
  }
}
