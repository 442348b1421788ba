// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

/** Which files of a folder are images, by their names, as for datasets. */
public final class ImageNames {
  private ImageNames() {}

  /** Whether a file has the extension of an image, in any case of letters. */
  public static boolean isImage(String name) {
    return FileFormat.isNamed(name);
  }

  /** Whether programs leave such files and folders among a user's data. */
  public static boolean isHidden(String name) {
    return VisibleFiles.isHidden(name);
  }

  /** The extensions of images, separated by commas. */
  public static String extensions() {
    return FileFormat.allExtensions();
  }
}
