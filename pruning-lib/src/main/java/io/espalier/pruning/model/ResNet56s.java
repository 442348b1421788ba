// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import java.util.List;

/**
 * ResNet-56 in its CIFAR form: three stages of nine blocks with 16, 32 and 64 channels and option-A
 * shortcuts; 853,018 parameters with 10 classes (He et al. 2016, §4.2).
 *
 * @param width factor on all channel counts
 */
public record ResNet56s(double width) implements Architecture {
  public ResNet56s {
    NetworkBlocks.checkWidth(width);
  }

  @Override
  public Block block(int classes) {
    return network().block(classes);
  }

  @Override
  public List<String> layerNames() {
    return network().layerNames();
  }

  private ResNet network() {
    return new ResNet(
        ResNet.Stem.SMALL,
        ResNet.Unit.BASIC,
        NetworkBlocks.scaled(List.of(16, 32, 64), width),
        List.of(9, 9, 9),
        ResNet.Shortcut.SUBSAMPLE);
  }
}
