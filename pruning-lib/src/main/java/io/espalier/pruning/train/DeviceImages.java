// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.engine.Upload;
import java.nio.ByteBuffer;

/**
 * Prepares images of a dataset in the memory of the device. None of its operations waits for the
 * device; results belong to the scope of the caller, unless stated otherwise.
 *
 * <p>Levels are uint8, (image, row, column, channel).
 *
 * <p>Not thread-safe. Freed with its manager.
 */
final class DeviceImages {
  /** Bytes of a split that are sent at once, so that the host needs no second copy of it. */
  private static final int PIECE = 1 << 26;

  /** Values that describe a window. */
  private static final int FIELDS = 4;

  /**
   * Shows the level 0 where a window reaches beyond its image. int32 is enough for an index,
   * because the bytes of a split are one array of Java. Of the type numbers of PyTorch, 3 is int32.
   */
  private static final String SEEN =
      """
      def forward(self, levels: Tensor, windows: Tensor) -> Tensor:
        height = torch.size(levels, 1)
        width = torch.size(levels, 2)
        channels = torch.size(levels, 3)
        here = ops.prim.device(levels)
        y = torch.arange(height, dtype=3, layout=None, device=here, pin_memory=False)
        x = torch.arange(width, dtype=3, layout=None, device=here, pin_memory=False)
        c = torch.arange(channels, dtype=3, layout=None, device=here, pin_memory=False)
        image, top, start, step, = torch.unbind(torch.unsqueeze(windows, 2), 1)
        row = top + y
        column = start + step * x
        row_inside = torch.eq(row, torch.clamp(row, 0, height - 1))
        column_inside = torch.eq(column, torch.clamp(column, 0, width - 1))
        inside = torch.unsqueeze(row_inside, 2) & torch.unsqueeze(column_inside, 1)
        rows = (image * height + torch.clamp(row, 0, height - 1)) * width
        columns = torch.clamp(column, 0, width - 1)
        pixels = torch.unsqueeze(rows, 2) + torch.unsqueeze(columns, 1)
        at = torch.unsqueeze(pixels * channels, 3) + c
        seen = torch.index_select(torch.view(levels, [-1]), 0, torch.view(at, [-1]))
        return torch.view(seen, torch.size(at)) * torch.unsqueeze(inside, 3)
      """;

  /** A table, because arithmetic of the device could round differently. */
  private static final String NORMALISED =
      """
      def forward(self, levels: Tensor, values: Tensor) -> Tensor:
        channels = torch.size(values, 0)
        here = ops.prim.device(levels)
        c = torch.arange(channels, dtype=3, layout=None, device=here, pin_memory=False)
        at = torch.to(levels, 3) + c * torch.size(values, 1)
        found = torch.index_select(torch.view(values, [-1]), 0, torch.reshape(at, [-1]))
        return torch.permute(torch.view(found, torch.size(levels)), [0, 3, 1, 2])
      """;

  private static final String LABELS =
      """
      def forward(self, labels: Tensor, windows: Tensor) -> Tensor:
        return torch.index_select(labels, 0, torch.select(windows, 1, 0))
      """;

  private static final String COPY =
      """
      def forward(self, levels: Tensor, sent: Tensor) -> Tensor:
        return torch.copy_(levels, sent)
      """;

  private final ImageSet set;
  private final NDManager manager;
  private final Upload upload;
  private final TorchProgram seen;
  private final TorchProgram normalised;
  private final TorchProgram labels;

  /** float32, (channel, level). */
  private final NDArray values;

  DeviceImages(ImageSet set, NDManager manager) {
    this.set = set;
    this.manager = manager;
    this.upload = new Upload(manager);
    this.seen = new TorchProgram(manager, SEEN);
    this.normalised = new TorchProgram(manager, NORMALISED);
    this.labels = new TorchProgram(manager, LABELS);
    this.values = manager.create(set.normalised(), new Shape(set.channels(), ImageSet.LEVELS));
    NDScope.unregister(values);
  }

  ImageSet set() {
    return set;
  }

  /** A buffer for windows: image, top, start and step of each, int32. */
  static ByteBuffer windows(int most) {
    return DirectBuffers.of(most, FIELDS * Integer.BYTES);
  }

  /** A buffer for labels, int64. */
  static ByteBuffer labels(int most) {
    return DirectBuffers.of(most, Long.BYTES);
  }

  /** A buffer for images in planes (channel, row, column), a byte per value. */
  ByteBuffer planes(int most) {
    return DirectBuffers.of(most, set.imageSize());
  }

  /**
   * @param windows from the position of the buffer to its limit
   * @return int32, (window, 4)
   */
  NDArray sentWindows(ByteBuffer windows) {
    int size = windows.remaining() / (FIELDS * Integer.BYTES);
    return upload.of(windows, new Shape(size, FIELDS), DataType.INT32);
  }

  /**
   * @param labels from the position of the buffer to its limit
   * @return int64, (image)
   */
  NDArray sentLabels(ByteBuffer labels) {
    return upload.of(labels, new Shape(labels.remaining() / Long.BYTES), DataType.INT64);
  }

  /**
   * @param planes images from the position of the buffer to its limit
   * @return levels, a view
   */
  NDArray sentPlanes(ByteBuffer planes) {
    int size = planes.remaining() / set.imageSize();
    Shape shape = new Shape(size, set.channels(), set.height(), set.width());
    return upload.of(planes, shape, DataType.UINT8).transpose(0, 2, 3, 1);
  }

  /** Sends a split; its arrays belong to the manager. */
  DeviceSplit sent(ResidentSplit split) {
    Shape shape = new Shape(split.size(), set.height(), set.width(), set.channels());
    NDArray levels = manager.zeros(shape, DataType.UINT8);
    ByteBuffer classes = labels(split.size());
    for (int label : split.labels()) {
      classes.putLong(label);
    }
    NDArray sentLabels = sentLabels(classes.flip());
    NDScope.unregister(levels, sentLabels);
    int most = Math.min(split.size(), Math.max(1, PIECE / set.imageSize()));
    ByteBuffer piece = planes(most);
    try (TorchProgram copy = new TorchProgram(manager, COPY)) {
      for (int from = 0; from < split.size(); from += most) {
        int to = Math.min(from + most, split.size());
        piece.clear().put(split.pixels(), from * set.imageSize(), (to - from) * set.imageSize());
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          copy.update(new NDList(part(levels, from, to), sentPlanes(piece.flip())));
        }
      }
    }
    return new DeviceSplit(levels, sentLabels);
  }

  /** A view of the elements {@code from} to {@code to - 1} of the first dimension. */
  static NDArray part(NDArray array, int from, int to) {
    return array.get(new NDIndex().addSliceDim(from, to));
  }

  /**
   * @param windows int32, (window, 4)
   * @return levels in the windows
   */
  NDArray seen(DeviceSplit split, NDArray windows) {
    return seen.of(split.levels(), windows);
  }

  /**
   * @param windows int32, (window, 4)
   * @return int64, (window)
   */
  NDArray labels(DeviceSplit split, NDArray windows) {
    return labels.of(split.labels(), windows);
  }

  /**
   * @param levels levels in any order in memory
   * @return float32, (image, channel, row, column), a view of channels-last memory
   */
  NDArray normalised(NDArray levels) {
    return normalised.of(levels, values);
  }
}
