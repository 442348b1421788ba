// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * The scores of the training images in the folder of a run that scored them: safetensors with the
 * tensor {@value #TENSOR}, float64 of shape (images).
 *
 * @param storage storage of the folder
 * @param folder folder of the run
 */
public record ScoreFile(Storage storage, String folder) {
  private static final String NAME = "scores.safetensors";
  private static final String TENSOR = "scores";

  private static final TensorStream.Wanted SCORES =
      new TensorStream.Wanted("scores", TENSOR, "F64", "float64");

  /** Writes the scores, one per image. */
  public void write(NDManager manager, List<Double> scores) throws IOException {
    double[] values = scores.stream().mapToDouble(Double::doubleValue).toArray();
    try (NDArray array = manager.create(values)) {
      Checkpoint.write(storage, location(), Map.of(TENSOR, array));
    }
  }

  /**
   * Reads the scores.
   *
   * @param images the number that there must be
   * @throws IOException when the file is missing, damaged, or of another number of images
   */
  public double[] read(int images) throws IOException {
    try (TensorStream stream = TensorStream.open(storage, location(), SCORES)) {
      if (stream.length() != (long) Double.BYTES * images) {
        throw new IOException(
            "Cannot use %s: it has scores of %s images, must have %s"
                .formatted(location(), stream.length() / Double.BYTES, images));
      }
      double[] scores = new double[images];
      ByteBuffer.wrap(stream.next(Double.BYTES * images))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asDoubleBuffer()
          .get(scores);
      return scores;
    }
  }

  private String location() {
    return Storage.in(folder, NAME);
  }
}
