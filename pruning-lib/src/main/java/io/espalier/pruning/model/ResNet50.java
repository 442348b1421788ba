// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import java.util.List;

/**
 * ResNet-50 for ImageNet (He et al. 2016, Table 1): a 7×7 stem and max-pooling, stages of 3, 4, 6
 * and 3 bottlenecks with 256, 512, 1024 and 2048 outputs and projection shortcuts; 25,557,032
 * parameters with 1,000 classes, 4.09 billion multiply-accumulates at 224×224.
 *
 * <p>Differs from the paper: a bottleneck's stride is in its 3×3 convolution, not in the 1×1 before
 * it, as in torchvision's "v1.5", which recent papers use.
 *
 * @param width factor on all channel counts
 */
public record ResNet50(double width) implements Architecture {
  public ResNet50 {
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
        ResNet.Unit.BOTTLENECK,
        NetworkBlocks.scaled(List.of(64, 128, 256, 512), width),
        List.of(3, 4, 6, 3),
        ResNet.Shortcut.PROJECTION);
  }
}
