// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import java.util.List;

/**
 * ResNet-20 in its CIFAR form: three stages of three blocks with 16, 32 and 64 channels and
 * option-A shortcuts; 269,722 parameters with 10 classes (He et al. 2016, §4.2).
 *
 * @param width factor on all channel counts
 */
public record ResNet20s(double width) implements Architecture {
  public ResNet20s {
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
        List.of(3, 3, 3),
        ResNet.Shortcut.SUBSAMPLE);
  }
}
