// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import java.util.List;

/**
 * ResNet-18 for small images: a 3×3 stem without pooling, four stages of two blocks with 64, 128,
 * 256 and 512 channels and projection shortcuts; 11,173,962 parameters with 10 classes. Pruning
 * papers use it for CIFAR and, at 64×64, for Tiny-ImageNet.
 *
 * @param width factor on all channel counts
 */
public record ResNet18(double width) implements Architecture {
  public ResNet18 {
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
        NetworkBlocks.scaled(List.of(64, 128, 256, 512), width),
        List.of(2, 2, 2, 2),
        ResNet.Shortcut.PROJECTION);
  }
}
