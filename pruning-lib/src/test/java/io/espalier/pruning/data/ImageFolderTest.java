// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir private Path folder;

  @Test
  void classes_and_images_are_sorted_by_name() throws IOException {
    files("train/dog/2.png", "train/dog/1.JPEG", "train/cat/x.jpg", "test/cat/1.png");
    files("test/dog/1.PNG", "test/dog/notes.txt", "train/readme.png");

    ImageSet set = load(ImageFolder.DEFAULTS);

    assertThat(set.classes()).isEqualTo(2);
    assertThat(set.channels()).isEqualTo(3);
    assertThat(set.height()).isEqualTo(224);
    assertThat(set.width()).isEqualTo(224);
    assertThat(set.train().labels()).containsExactly(0, 1, 1);
    assertThat(set.test().labels()).containsExactly(0, 1);
    assertThat(set.mean()).containsExactly(0.485f, 0.456f, 0.406f);
    assertThat(set.deviation()).containsExactly(0.229f, 0.224f, 0.225f);
  }

  @Test
  void hidden_files_and_folders_are_neither_classes_nor_images() throws IOException {
    files("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png");
    String fingerprint = load(ImageFolder.DEFAULTS).fingerprint();

    files("train/.ipynb_checkpoints/1-checkpoint.png", "train/_old/1.png", "train/@eaDir/1.png");
    files("train/a/._1.png", "train/a/_2.png", "test/b/.3.png", "test/#recycle/1.png");
    files("train/a/@eaDir/1.png", "train/b/Thumbs.db", "test/a/desktop.ini", "train/.DS_Store");

    ImageSet set = load(ImageFolder.DEFAULTS);
    assertThat(set.classes()).isEqualTo(2);
    assertThat(set.train().labels()).containsExactly(0, 1);
    assertThat(set.fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void files_left_out_are_counted_in_one_line_per_split() throws IOException {
    files(
        "train/cat/1.jpg",
        "train/cat/2.jpg",
        "train/dog/1.webp",
        "train/dog/2.BMP",
        "train/dog/3.gif");
    files("train/cat/a.heic", "train/cat/b.txt", "train/dog/c.tiff", "train/dog/d.svg");
    files("train/cat/more/1.jpg", "train/cat/more/deep/2.jpg", "train/readme.png");
    files("train/cat/.hidden/1.jpg", "train/cat/Thumbs.db", "test/cat/1.png", "test/dog/1.jfif");
    Files.write(folder.resolve("train/dog/4.jpg"), new byte[0]);
    Files.createDirectory(folder.resolve("train/dog/empty"));

    ImageSet set = load(ImageFolder.DEFAULTS);

    assertThat(set.train().labels()).containsExactly(0, 0, 1, 1, 1);
    assertThat(set.notes())
        .containsExactly(
            folder
                + "/train: 8 files left out: 4 with an extension that is not read"
                + " (cat/a.heic, cat/b.txt, dog/c.tiff, …),"
                + " 2 in folders below a class (cat/more/1.jpg, cat/more/deep/2.jpg),"
                + " 1 empty (dog/4.jpg), 1 beside the folders of the classes (readme.png)");
    assertThat(load(new ImageFolder(8, 0, Normalisation.IMAGENET, new Holdout(0.4, 0))).notes())
        .isEqualTo(set.notes());
  }

  @Test
  void nothing_is_noted_when_nothing_is_left_out() throws IOException {
    files("train/cat/1.jpg", "test/cat/1.png", "test/cat/._1.png", "train/.DS_Store");

    assertThat(load(ImageFolder.DEFAULTS).notes()).isEmpty();
  }

  /** On an object store, each listing is a request. */
  @Test
  void each_folder_is_listed_once_and_few_below_classes() throws IOException {
    for (int i = 0; i < 60; i++) {
      files("train/cat/below" + (10 + i) + "/1.jpg");
    }
    files("train/cat/1.jpg", "test/cat/1.png");
    Counted storage = new Counted();

    ClassFolders.Listings listings =
        new ClassFolders("images", storage, folder.toString()).list("train", "test", 0);

    assertThat(listings.notes())
        .containsExactly(
            folder
                + "/train: 50 files left out: 50 in folders below a class"
                + " (cat/below10/1.jpg, cat/below11/1.jpg, cat/below12/1.jpg, …),"
                + " and those in 10 more folders (cat/below60, cat/below61, cat/below62, …)");
    assertThat(storage.listed).hasSize(4 + 50).doesNotHaveDuplicates();
  }

  @Test
  void a_class_without_images_is_an_error_that_says_what_its_folder_holds() throws IOException {
    files("train/a/1.png", "train/b/1.heic", "train/b/more/1.jpg", "val/a/1.png", "val/b/1.png");
    Files.createDirectories(folder.resolve("train/c"));
    Files.createDirectories(folder.resolve("val/c"));
    Files.write(folder.resolve("val/c/1.png"), new byte[0]);

    assertThatThrownBy(() -> load(ImageNet.DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read ImageNet from %s: ".formatted(folder)
                + "train has no image (.jpg, .jpeg, .jfif, .png, .webp, .bmp, .gif) of"
                + " b (found 1 with an extension that is not read (b/1.heic),"
                + " 1 in folders below a class (b/more/1.jpg)), c (found nothing); "
                + "val has no image (.jpg, .jpeg, .jfif, .png, .webp, .bmp, .gif) of"
                + " c (found 1 empty (c/1.png))");
  }

  @Test
  void a_folder_above_or_below_the_data_is_named() throws IOException {
    files("here/pets/train/a/1.png", "here/pets/val/a/1.png");

    assertThatThrownBy(() -> load(ImageFolder.DEFAULTS, folder))
        .hasMessageEndingWith(
            "; found folders train and test or val below; did you mean %s/here/pets?"
                .formatted(folder));
    assertThatThrownBy(() -> load(ImageNet.DEFAULTS, folder.resolve("here")))
        .hasMessageEndingWith("; did you mean %s/here/pets?".formatted(folder));
    assertThatThrownBy(() -> load(ImageFolder.DEFAULTS, folder.resolve("here/pets/train")))
        .hasMessageEndingWith(
            "; found folders train and test or val in the folder above; did you mean %s/here/pets?"
                .formatted(folder));
  }

  @Test
  void a_thousand_classes_of_one_image_each_are_read() throws IOException {
    for (int i = 0; i < 1000; i++) {
      files("train/c" + (1000 + i) + "/1.png", "val/c" + (1000 + i) + "/1.png");
    }

    ImageSet set = load(ImageFolder.DEFAULTS);

    assertThat(set.classes()).isEqualTo(1000);
    assertThat(set.train().labels()).hasSize(1000).startsWith(0, 1, 2).endsWith(998, 999);
    assertThat(load(limit(1000)).train().size()).isEqualTo(1000);
    assertThatThrownBy(() -> load(limit(2000)))
        .hasMessageEndingWith(
            "limit 2000 takes 2 images of each class, but train has fewer of "
                + "c1000 (1), c1001 (1), c1002 (1), c1003 (1), c1004 (1) and 995 more");
    assertThatThrownBy(
            () -> load(new ImageFolder(8, 0, Normalisation.IMAGENET, new Holdout(0.1, 0))))
        .hasMessage(
            "Cannot hold out training images of each class: "
                + "class 0 has 1 image, must have at least 2");
  }

  @Test
  void test_images_come_from_the_folder_test_or_else_from_val() throws IOException {
    files("train/a/1.png", "val/a/1.png", "val/a/2.png");
    assertThat(load(ImageFolder.DEFAULTS).test().size()).isEqualTo(2);

    files("test/a/1.png");
    assertThat(load(ImageFolder.DEFAULTS).test().size()).isEqualTo(1);
    assertThat(load(ImageNet.DEFAULTS).test().size()).isEqualTo(2);
  }

  @Test
  void a_limit_takes_the_first_images_of_each_class() throws IOException {
    files("train/a/1.png", "train/a/2.png", "train/a/3.png", "train/b/1.png", "train/b/2.png");
    files("val/a/1.png", "val/b/1.png", "val/b/2.png");

    assertThat(load(limit(4)).train().labels()).containsExactly(0, 0, 1, 1);
    assertThat(load(limit(4)).test().size()).isEqualTo(3);
    assertThatThrownBy(() -> load(limit(6)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read images from %s: ".formatted(folder)
                + "limit 6 takes 3 images of each class, but train has fewer of b (2)");
    assertThatThrownBy(() -> load(limit(3)))
        .hasMessageEndingWith(
            "limit 3 does not divide evenly among classes, must be a multiple of 2");
  }

  @Test
  void a_share_of_each_class_can_be_held_out() throws IOException {
    files("train/a/1.png", "train/a/2.png", "train/b/1.png", "train/b/2.png");
    files("val/a/1.png", "val/b/1.png", "val/b/2.png");

    ImageSet set = load(new ImageNet(32, 0, new Holdout(0.5, 0)));

    assertThat(set.train().labels()).containsExactly(0, 1);
    assertThat(set.test().labels()).containsExactly(0, 1);
    assertThat(set.fingerprint()).isNotEqualTo(load(ImageNet.DEFAULTS).fingerprint());
  }

  @Test
  void the_fingerprint_depends_on_names_lengths_and_size_but_not_on_the_folder()
      throws IOException {
    files("train/a/1.png", "train/b/1.png", "val/a/1.png", "val/b/1.png");
    String before = load(ImageFolder.DEFAULTS).fingerprint();

    Path moved = folder.resolve("moved");
    for (String file : List.of("train/a/1.png", "train/b/1.png", "val/a/1.png", "val/b/1.png")) {
      Pictures.write(moved.resolve(file), Files.readAllBytes(folder.resolve(file)));
    }
    assertThat(ImageFolder.DEFAULTS.load(new LocalStorage(), moved + "/").fingerprint())
        .isEqualTo(before);
    assertThat(load(ImageNet.DEFAULTS).fingerprint()).isEqualTo(before);
    assertThat(load(new ImageNet(32, 0, Holdout.NONE)).fingerprint()).isNotEqualTo(before);

    Files.write(folder.resolve("val/b/1.png"), new byte[77]);
    String longer = load(ImageFolder.DEFAULTS).fingerprint();
    assertThat(longer).isNotEqualTo(before);
    Files.move(folder.resolve("val/b/1.png"), folder.resolve("val/b/2.png"));
    assertThat(load(ImageFolder.DEFAULTS).fingerprint()).isNotEqualTo(longer);
  }

  @Test
  void all_problems_of_the_folders_are_reported_together() throws IOException {
    files("train/a/1.png", "train/b/1.txt", "train/c/1.png", "val/a/1.png", "val/d/1.png");

    assertThatThrownBy(() -> load(ImageNet.DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read ImageNet from %s: ".formatted(folder)
                + "train has no image (.jpg, .jpeg, .jfif, .png, .webp, .bmp, .gif) of"
                + " b (found 1 with an extension that is not read (b/1.txt)); "
                + "val has no folder for b, c; "
                + "train has no folder for d");
  }

  @Test
  void an_error_lists_only_the_first_of_many_names() throws IOException {
    for (int i = 0; i < 9; i++) {
      files("train/c" + i + "/1.png");
    }
    files("val/c0/1.png");

    assertThatThrownBy(() -> load(ImageNet.DEFAULTS))
        .hasMessageEndingWith("val has no folder for c1, c2, c3, c4, c5 and 3 more");
  }

  @Test
  void the_error_of_missing_folders_states_their_required_contents() throws IOException {
    files("train/1.png");

    assertThatThrownBy(() -> load(ImageFolder.DEFAULTS))
        .hasMessage(
            "Cannot read images from %s: ".formatted(folder)
                + "the folder train has no subfolder, "
                + "must contain one folder of images per class "
                + "(found 1 beside the folders of the classes (1.png)); "
                + "the folder val is missing or empty, "
                + "must contain one folder of images per class");
  }

  @Test
  void all_invalid_settings_are_reported_together() {
    assertThatThrownBy(
            () ->
                Datasets.ALL.choose(
                    "image-folder", Map.of("size", 0, "limit", -1, "std_red", 0, "validation", 2)))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("Invalid std_red: 0.0, must be greater than 0")
        .hasMessageContaining("Invalid validation: 2.0");
    assertThatThrownBy(() -> new ImageNet(0, -1, Holdout.NONE))
        .hasMessage("Invalid size: 0, must be 1 to 4096; Invalid limit: -1, must be at least 0");
  }

  private static ImageFolder limit(int limit) {
    return new ImageFolder(224, limit, Normalisation.IMAGENET, Holdout.NONE);
  }

  /** Local files; notes which folders are listed. */
  private static final class Counted implements Storage {
    private final LocalStorage files = new LocalStorage();
    private final List<String> listed = new ArrayList<>();

    @Override
    public Contents contents(String location) throws IOException {
      listed.add(location);
      return files.contents(location);
    }

    @Override
    public List<String> list(String location) throws IOException {
      listed.add(location);
      return files.list(location);
    }

    @Override
    public List<String> folders(String location) throws IOException {
      listed.add(location);
      return files.folders(location);
    }

    @Override
    public SortedMap<String, Long> lengths(String location) throws IOException {
      listed.add(location);
      return files.lengths(location);
    }

    @Override
    public InputStream open(String location) throws IOException {
      return files.open(location);
    }

    @Override
    public void create(String location, Content content) throws IOException {
      files.create(location, content);
    }
  }

  private ImageSet load(ImageDataset dataset) throws IOException {
    return load(dataset, folder);
  }

  private static ImageSet load(ImageDataset dataset, Path location) throws IOException {
    return dataset.load(new LocalStorage(), location.toString());
  }

  /** Creates files of 10 bytes; the tests never open them. */
  private void files(String... names) throws IOException {
    for (String name : names) {
      Pictures.write(folder.resolve(name), new byte[10]);
    }
  }
}
