// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A loaded dataset: immutable, and shared by all runs of a process.
 *
 * @param channels image channels
 * @param height rows of an image
 * @param width columns of an image
 * @param classes number of classes
 * @param mean mean of each channel over the training images, in [0, 1]; length {@code channels}
 * @param deviation standard deviation of each channel, in [0, 1]; length {@code channels}
 * @param notes lines for a user on files of the dataset's folder that are left out
 * @param classNames distinct names of the classes, by class index; {@link #numbered} if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // constants of the dataset; never compared
public record ImageSet(
    int channels,
    int height,
    int width,
    int classes,
    float[] mean,
    float[] deviation,
    Split train,
    Split test,
    List<String> notes,
    List<String> classNames) {
  /** The number of levels of a channel: the values of a byte. */
  public static final int LEVELS = 256;

  public ImageSet {
    notes = List.copyOf(notes);
    classNames = List.copyOf(classNames);
    if (Set.copyOf(classNames).size() != classes || classNames.size() != classes) {
      throw new IllegalArgumentException(
          "Invalid class names: %s, must be %s different ones".formatted(classNames, classes));
    }
  }

  /** A set without notes and names. */
  public ImageSet(
      int channels,
      int height,
      int width,
      int classes,
      float[] mean,
      float[] deviation,
      Split train,
      Split test) {
    this(
        channels,
        height,
        width,
        classes,
        mean,
        deviation,
        train,
        test,
        List.of(),
        numbered(classes));
  }

  /** The names of classes without a name: their indices. */
  public static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }

  /** The format of the images, as required by a network. */
  public ImageFormat format() {
    return new ImageFormat(classes, channels, height, width);
  }

  /** The number of bytes per image. */
  public int imageSize() {
    return channels * height * width;
  }

  /**
   * The normalised values of all levels: (level/255 − mean) / deviation, in float32.
   *
   * @return {@value #LEVELS} values per channel, channel after channel
   */
  public float[] normalised() {
    float[] values = new float[channels * LEVELS];
    for (int c = 0; c < channels; c++) {
      for (int level = 0; level < LEVELS; level++) {
        values[c * LEVELS + level] = (level / 255f - mean[c]) / deviation[c];
      }
    }
    return values;
  }

  /** The same set with names of its classes. */
  ImageSet named(List<String> names) {
    return new ImageSet(
        channels, height, width, classes, mean, deviation, train, test, notes, names);
  }

  /**
   * The same set with a part of its training images.
   *
   * @param images distinct indices into the training split, in the order of the new split
   */
  public ImageSet trainingOn(int[] images) {
    return with(train.select(images), test);
  }

  /** A set with the same format and normalisation, and other splits. */
  ImageSet with(Split newTrain, Split newTest) {
    return new ImageSet(
        channels, height, width, classes, mean, deviation, newTrain, newTest, notes, classNames);
  }

  /**
   * SHA-256 of the shape and both splits, in hexadecimal; covers the content and never the
   * location. For images in memory it covers labels and pixels; for images in files, the classes,
   * names and lengths of the files, because a set of 140 GB is too large to read for a fingerprint.
   */
  public String fingerprint() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    String header = channels + "x" + height + "x" + width + "/" + classes;
    digest.update(header.getBytes(StandardCharsets.US_ASCII));
    for (Split split : new Split[] {train, test}) {
      split.digest(digest);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
