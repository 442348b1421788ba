// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Streams;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is computed with: a network and generated images, the same on every device.
 *
 * @param model the network
 * @param set images of the dataset {@code shapes}
 */
record Subject(Choice<Architecture> model, ImageSet set) {
  static final Streams STREAMS = new Streams(1);

  /** The dataset is generated in tens. */
  private static final int TEN = 10;

  /**
   * @param model name of the network
   * @param train number of training images, from 1
   * @param test number of test images, from 1
   */
  static Subject of(Choice<Architecture> model, int train, int test) throws IOException {
    return new Subject(model, images(train, test));
  }

  static Choice<Architecture> model(String name) {
    return Architectures.ALL.choose(name, Map.of());
  }

  private static ImageSet images(int train, int test) throws IOException {
    Map<String, Integer> settings = Map.of("train", tens(train), "test", tens(test));
    ImageSet made = Datasets.ALL.choose("shapes", settings).value().load(new LocalStorage(), "");
    return new ImageSet(
        made.channels(),
        made.height(),
        made.width(),
        made.classes(),
        made.mean(),
        made.deviation(),
        made.train().select(IntStream.range(0, train).toArray()),
        made.test().select(IntStream.range(0, test).toArray()));
  }

  private static int tens(int images) {
    return (images + TEN - 1) / TEN * TEN;
  }

  static NDManager manager(String device) {
    return NDManager.newBaseManager(Device.fromName(device), "PyTorch");
  }

  PrunableNet net(NDManager manager, DataType type) {
    return new PrunableNet(
        manager,
        model.value().block(set.classes()),
        new Shape(set.channels(), set.height(), set.width()),
        type,
        PrunableNet.Layout.CHANNELS_LAST);
  }

  static NetworkState initial(PrunableNet net) {
    return net.initialState(tensor -> STREAMS.of("init", tensor));
  }

  /** The first training images, shape (batch, channels, height, width). */
  NDArray pixels(NDManager manager, int batch, DataType type) {
    FloatBuffer pixels = FloatBuffer.allocate(batch * set.imageSize());
    set.train().batches(set).plain(0, batch, pixels);
    return manager
        .create(pixels.flip(), new Shape(batch, set.height(), set.width(), set.channels()))
        .toType(type, false)
        .transpose(0, 3, 1, 2);
  }

  /** Their labels, shape (batch). */
  NDArray labels(NDManager manager, int batch) {
    return manager.create(
        Arrays.stream(set.train().labels()).limit(batch).asLongStream().toArray());
  }
}
