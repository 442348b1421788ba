// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.score.ImageFiles.LabelFrom;
import io.espalier.jobs.storage.HadoopStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    for (String file :
        List.of(
            "a/1.png",
            "a/x:2.PNG",
            "a/notes.txt",
            "a/.hidden.png",
            "a[1]/ü 3.jpg",
            "a[1]/below/4.webp",
            "_temporary/5.png",
            "a1/6.dat")) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.write(path, new byte[1]);
    }
  }

  @Test
  void a_folder_has_the_images_at_any_depth() throws IOException {
    assertThat(found(""))
        .containsExactlyInAnyOrder("a/1.png", "a/x:2.PNG", "a[1]/ü 3.jpg", "a[1]/below/4.webp");
    assertThat(found("a[1]/ü 3.jpg")).containsExactly("a[1]/ü 3.jpg");
    assertThat(found("file:" + folder + "/a/1.png")).containsExactly("a/1.png");
  }

  @Test
  void a_pattern_finds_names_and_a_name_with_its_characters_is_found_as_well() throws IOException {
    assertThat(found("a/*"))
        .containsExactlyInAnyOrder("a/1.png", "a/x:2.PNG", "a/notes.txt", "a/.hidden.png");
    assertThat(found("*/*.{png,jpg}"))
        .containsExactlyInAnyOrder("_temporary/5.png", "a/.hidden.png", "a/1.png", "a[1]/ü 3.jpg");
    assertThat(found("a[1]")).containsExactlyInAnyOrder("a[1]/ü 3.jpg", "a[1]/below/4.webp");
    assertThat(found("a[1]/*")).contains("a1/6.dat", "a[1]/ü 3.jpg");
    assertThat(found("file:" + folder + "/?/1*")).containsExactly("a/1.png");
  }

  @Test
  void each_file_is_one_image_and_its_folder_is_its_label() throws IOException {
    HadoopStorage storage = new HadoopStorage(new Configuration());
    String a = folder.resolve("a").toString();

    assertThat(ImageFiles.at(List.of(a, a + "/1.png"), LabelFrom.FOLDER, storage).images())
        .hasSize(2)
        .allSatisfy(image -> assertThat(image.label()).isEqualTo("a"));
    assertThat(ImageFiles.at(List.of(a), LabelFrom.NOTHING, storage).images())
        .allSatisfy(image -> assertThat(image.label()).isNull());
  }

  @Test
  void a_location_without_images_is_told() {
    assertThatThrownBy(() -> found("b*"))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot find images: nothing is at %s, or matches it", folder.resolve("b*"));
    assertThatThrownBy(() -> found("a1"))
        .hasMessageStartingWith(
            "Cannot find images: %s has no file named .jpg", folder.resolve("a1"));
    assertThatThrownBy(() -> found("a/[x")).hasMessageContaining("is not a pattern");
  }

  private List<String> found(String location) throws IOException {
    String at = location.startsWith("file:") ? location : folder.resolve(location).toString();
    String start = (location.startsWith("file:") ? "file:" : "") + folder + "/";
    return ImageFiles.at(List.of(at), LabelFrom.NOTHING, new HadoopStorage(new Configuration()))
        .images()
        .stream()
        .map(image -> image.file().substring(start.length()))
        .toList();
  }
}
