// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.score.ImageSource.Image;
import io.espalier.jobs.score.ImageSource.Reader;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.storage.HadoopStorage.Found;
import io.espalier.jobs.storage.ParallelMap;
import io.espalier.pruning.data.ImageNames;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.util.SerializableConfiguration;

/** Finds image files on any file system. The location of an image is its name. */
final class ImageFiles {

  /** Where the label of a file is. */
  enum LabelFrom {
    /** Nowhere. */
    NOTHING,
    /** The name of the folder that the file is in. */
    FOLDER
  }

  private ImageFiles() {}

  /**
   * Finds images: a location that exists, or a pattern of Hadoop. In a folder, and in those below
   * it, images are the files with the extension of one; a file that is named or matches itself is
   * an image whatever its name. Each file is one image, also if several locations name it.
   *
   * @throws IOException when a location has no image
   */
  static ImageSource at(List<String> locations, LabelFrom labels, HadoopStorage storage)
      throws IOException {
    Set<String> files = new LinkedHashSet<>();
    try (ParallelMap lists = ParallelMap.forIo()) {
      for (String location : locations) {
        List<Found> found = new ImagePattern(location).found(storage);
        List<String> folders = new ArrayList<>();
        int before = files.size();
        for (Found one : found) {
          if (one.isFolder()) {
            folders.add(one.location());
          } else {
            files.add(one.location());
          }
        }
        addBelow(folders, files, storage, lists);
        if (files.size() == before && found.stream().allMatch(Found::isFolder)) {
          throw new IOException(
              found.isEmpty()
                  ? "Cannot find images: nothing is at %s, or matches it".formatted(location)
                  : "Cannot find images: %s has no file named %s"
                      .formatted(location, ImageNames.extensions()));
        }
      }
    }
    List<Image> images = new ArrayList<>(files.size());
    for (String file : files) {
      images.add(new Image(file, labels == LabelFrom.FOLDER ? folderOf(file) : null, null, 0));
    }
    return new ImageSource(images, ImageFiles::reader);
  }

  /** Level by level, because the folders of a level can be listed at once. */
  private static void addBelow(
      List<String> folders, Set<String> files, HadoopStorage storage, ParallelMap lists)
      throws IOException {
    List<String> level = folders;
    while (!level.isEmpty()) {
      List<Storage.Contents> listed = lists.each(level, storage::contents);
      List<String> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i++) {
        String folder = level.get(i);
        Storage.Contents contents = listed.get(i);
        contents.lengths().keySet().stream()
            .filter(name -> ImageNames.isImage(name) && !ImageNames.isHidden(name))
            .forEach(name -> files.add(Storage.in(folder, name)));
        contents.folders().stream()
            .filter(name -> !ImageNames.isHidden(name))
            .forEach(name -> next.add(Storage.in(folder, name)));
      }
      level = next;
    }
  }

  private static String folderOf(String file) {
    String folder = file.substring(0, Math.max(0, file.lastIndexOf('/')));
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  private static Reader reader(SerializableConfiguration configuration) {
    HadoopStorage storage = new HadoopStorage(configuration.value());
    return image -> {
      try (InputStream in = storage.open(image.file())) {
        return in.readAllBytes();
      }
    };
  }
}
