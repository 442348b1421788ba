package io.espalier.pruning.model;

import ai.djl.nn.Block;
import io.espalier.pruning.catalog.Requirements;
import java.util.List;

/**
 * ResNet-18 for CIFAR: a 3×3 stem without pooling, four stages of two blocks with 64, 128, 256 and
 * 512 channels and projection shortcuts; 11,173,962 parameters with 10 classes.
 *
 * @param width factor on all channel counts
 */
public record ResNet18(double width) implements Architecture {
  public ResNet18 {
    new Requirements().positive("width", width).check();
  }

  @Override
  public Block block(int classes) {
    List<Integer> widths =
        List.of(
            CifarResNet.scaled(64, width),
            CifarResNet.scaled(128, width),
            CifarResNet.scaled(256, width),
            CifarResNet.scaled(512, width));
    return CifarResNet.network(widths, 2, CifarResNet.Shortcut.PROJECTION, classes);
  }
}
