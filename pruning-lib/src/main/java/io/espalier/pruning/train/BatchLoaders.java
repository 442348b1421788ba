// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDManager;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.data.StreamedSplit;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.model.PrunableNet;
import java.util.IdentityHashMap;

/**
 * Creates the loaders of a dataset, which prepare batches on the host or on the device. Both ways
 * yield the same bits.
 *
 * <p>On the device, the loaders of a split in memory share its images there, as bytes, which are
 * sent when the first of them is created and freed with the manager. The images of a streamed split
 * are sent batch by batch, as bytes.
 */
final class BatchLoaders {
  private final ImageSet set;
  private final NDManager manager;
  private final Residence residence;
  private final IdentityHashMap<Split, DeviceSplit> splits = new IdentityHashMap<>();

  /** What loaders on the device share, created with the first of them. */
  private DeviceImages images;

  BatchLoaders(ImageSet set, PrunableNet net) {
    this(set, net.manager(), net.residence());
  }

  /**
   * @param manager manager on the device of the batches
   */
  BatchLoaders(ImageSet set, NDManager manager, Residence residence) {
    this.set = set;
    this.manager = manager;
    this.residence = residence;
  }

  ImageSet set() {
    return set;
  }

  Residence residence() {
    return residence;
  }

  /**
   * @param split a split of the dataset
   * @param largest the maximum number of images in a batch
   */
  BatchLoader of(Split split, int largest) {
    if (residence == Residence.HOST) {
      return new HostLoader(set, split, largest, manager);
    }
    if (images == null) {
      images = new DeviceImages(set, manager);
    }
    if (split instanceof ResidentSplit resident) {
      DeviceSplit sent = splits.computeIfAbsent(split, absent -> images.sent(resident));
      return new ResidentLoader(images, sent, largest);
    }
    return new StreamedLoader(images, (StreamedSplit) split, largest);
  }
}
