// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** What {@code deploy/kubernetes} holds. */
final class KubernetesFolder {
  static final Path FOLDER = Launched.PROJECT.resolve("deploy/kubernetes");

  private KubernetesFolder() {}

  /** The files with manifests and pod templates. */
  static List<Path> manifests() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The objects of a file, one for each of its YAML documents. */
  static List<Map<String, Object>> objects(Path file) {
    try (Reader in = Files.newBufferedReader(file)) {
      List<Map<String, Object>> objects = new ArrayList<>();
      new Yaml().loadAll(in).forEach(each -> objects.add(map(each)));
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The objects of all files of one kind. */
  static List<Map<String, Object>> objects(String kind) {
    return manifests().stream()
        .flatMap(file -> objects(file).stream())
        .filter(object -> kind.equals(object.get("kind")))
        .toList();
  }

  /** The only object of a file, such as a pod. */
  static Map<String, Object> object(String file) {
    List<Map<String, Object>> objects = objects(FOLDER.resolve(file));
    if (objects.size() != 1) {
      throw new IllegalArgumentException(file + " has " + objects.size() + " objects");
    }
    return objects.get(0);
  }

  /**
   * The value at a path of keys, such as {@code spec.securityContext}; null where there is none.
   */
  static Object at(Map<String, Object> object, String path) {
    Object value = object;
    for (String key : path.split("\\.")) {
      value = value == null ? null : map(value).get(key);
    }
    return value;
  }

  /** The map at a path of keys, such as {@code metadata}. */
  static Map<String, Object> object(Map<String, Object> object, String path) {
    return map(at(object, path));
  }

  /** The maps at a path of keys, such as {@code spec.containers}. */
  static List<Map<String, Object>> maps(Map<String, Object> object, String path) {
    List<Map<String, Object>> maps = new ArrayList<>();
    if (at(object, path) instanceof List<?> list) {
      list.forEach(each -> maps.add(map(each)));
    }
    return maps;
  }

  /**
   * The settings of a file, by name.
   *
   * @param file below the project's folder
   */
  static Map<String, String> settings(String file) throws IOException {
    Properties lines = new Properties();
    try (Reader in = Files.newBufferedReader(Launched.PROJECT.resolve(file))) {
      lines.load(in);
    }
    Map<String, String> settings = new TreeMap<>();
    lines
        .stringPropertyNames()
        .forEach(name -> settings.put(name, lines.getProperty(name).strip()));
    return settings;
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new TreeMap<>();
    ((Map<?, ?>) value).forEach((key, each) -> map.put(key.toString(), each));
    return map;
  }
}
