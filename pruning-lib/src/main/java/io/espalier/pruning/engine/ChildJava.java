// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Java process with the classes and the libtorch of this one, and one thread for the engine.
 *
 * @param options more options of the JVM
 * @param program class with a {@code main} method
 * @param arguments of the program
 */
public record ChildJava(List<String> options, Class<?> program, List<String> arguments) {

  /**
   * The variables by which DJL locates libtorch; each can also be set as a Java system property.
   */
  private static final List<String> PROPERTIES =
      List.of(
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_FLAVOR",
          "PYTORCH_VERSION",
          "DJL_CACHE_DIR",
          "ENGINE_CACHE_DIR");

  public ChildJava {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /** The process, to be started in any folder. */
  public ProcessBuilder builder() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1"));
    for (String name : PROPERTIES) {
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), program.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** The class path of this process, and the additional files of the class loaders of its tasks. */
  private String classPath() {
    Set<String> entries =
        new LinkedHashSet<>(
            List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
    for (ClassLoader start :
        new ClassLoader[] {
          Thread.currentThread().getContextClassLoader(), program.getClassLoader()
        }) {
      for (ClassLoader loader = start; loader != null; loader = loader.getParent()) {
        if (loader instanceof URLClassLoader urls) {
          Arrays.stream(urls.getURLs()).map(ChildJava::file).forEach(entries::add);
        }
      }
    }
    entries.remove("");
    return entries.stream() // absolute, because the process can run in another folder
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String file(URL url) {
    try {
      return "file".equals(url.getProtocol()) ? Path.of(url.toURI()).toString() : "";
    } catch (URISyntaxException e) { // not a file
      return "";
    }
  }
}
