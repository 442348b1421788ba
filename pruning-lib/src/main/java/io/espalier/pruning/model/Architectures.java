// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Catalog.Entry;
import java.util.List;

/** The list of all models. */
public final class Architectures {
  private Architectures() {}

  /**
   * All models, by the names used in sweeps; a name with a dot is a {@linkplain UserModel class of
   * a user}.
   */
  public static final Catalog<Architecture> ALL =
      new Catalog<>(
          "model",
          List.of(
              new Entry<>("resnet20s", 1, new ResNet20s(1.0)),
              new Entry<>("resnet56s", 1, new ResNet56s(1.0)),
              new Entry<>("resnet18", 1, new ResNet18(1.0)),
              new Entry<>("resnet18-imagenet", 1, new ResNet18ImageNet(1.0)),
              new Entry<>("resnet50", 1, new ResNet50(1.0)),
              new Entry<>("vgg16", 1, new Vgg16(1.0)),
              new Entry<>("wrn-28-8", 1, new WideResNet28x8(1.0)),
              new Entry<>("mobilenetv2", 2, new MobileNetV2(1.0))),
          UserModel::named);
}
