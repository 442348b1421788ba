// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineFacts;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.HostView;
import java.util.Arrays;

/** Checks that the device is what it is asked for, computes, and takes what the host writes. */
record DeviceThere() implements Check {
  @Override
  public void run(String device, CheckLines lines) {
    DeviceFacts facts = DeviceFacts.of(device);
    lines.info("device", "%s, %s".formatted(facts.kind(), facts));
    lines.info("engine", EngineFacts.here().toString());
    if (facts.gpuFacts() != null) {
      lines.info("tf32", facts.gpuFacts().tf32() ? "float32 may be rounded to TF32" : "off");
    }
    try (NDManager manager = Subject.manager(device)) {
      NDArray left = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
      float[] product = HostCopy.floats(left.matMul(left.transpose()));
      boolean isThere = left.getDevice().equals(Device.fromName(device));
      lines.result(
          isThere && Arrays.equals(product, new float[] {14, 32, 32, 77}),
          "product",
          "%s on %s".formatted(Arrays.toString(product), left.getDevice()));
      NDArray written = manager.create(new float[] {3, 3, 3});
      HostView view = HostView.of(written);
      view.floats().put(new float[] {1, 0, 7});
      view.commit();
      float[] found = HostCopy.floats(written);
      lines.result(
          Arrays.equals(found, new float[] {1, 0, 7}), "host view", Arrays.toString(found));
    }
    lines.info("memory", MemoryInUse.now(device).text());
  }
}
