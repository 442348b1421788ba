// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import java.util.List;

/**
 * ResNet-18 for ImageNet (He et al. 2016, Table 1): a 7×7 stem and max-pooling, four stages of two
 * blocks with 64, 128, 256 and 512 channels and projection shortcuts; 11,689,512 parameters with
 * 1,000 classes, 1.81 billion multiply-accumulates at 224×224.
 *
 * @param width factor on all channel counts
 */
public record ResNet18ImageNet(double width) implements Architecture {
  public ResNet18ImageNet {
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
        ResNet.Stem.LARGE,
        ResNet.Unit.BASIC,
        NetworkBlocks.scaled(List.of(64, 128, 256, 512), width),
        List.of(2, 2, 2, 2),
        ResNet.Shortcut.PROJECTION);
  }
}
