// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The crash log that the JVM writes when native code crashes.
 *
 * @param text the content of the file
 */
public record CrashLog(String text) {
  /** {@code # SIGSEGV (0xb) at pc=…}. */
  private static final Pattern SIGNAL = Pattern.compile("(?m)^#\\s+(SIG[A-Z]+) \\(");

  /** {@code # C [libtorch_cpu.so+0x1234] function}. */
  private static final Pattern LIBRARY = Pattern.compile("(?m)^# C\\s+\\[([^\\]+]+)\\+0x");

  public static CrashLog in(Path file) throws IOException {
    return new CrashLog(Files.readString(file, StandardCharsets.ISO_8859_1)); // any bytes
  }

  /** The signal and the library, as in {@code SIGSEGV in libtorch_cpu.so}; empty if not logged. */
  public Optional<String> cause() {
    Matcher signal = SIGNAL.matcher(text);
    if (!signal.find()) {
      return Optional.empty();
    }
    Matcher library = LIBRARY.matcher(text);
    return Optional.of(signal.group(1) + (library.find() ? " in " + library.group(1) : ""));
  }

  public byte[] bytes() {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
