// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Checks the engine in a separate process, for {@link EngineProbe}: prints a line at the start of
 * each case, each finding as a line of JSON, and a line at the end.
 */
final class EngineCheckProgram {
  static final String BEGINS = "espalier-check-begins ";
  static final String FOUND = "espalier-check-found ";

  static final String DONE = "espalier-check-done";

  private EngineCheckProgram() {}

  /**
   * @param arguments index of the first case
   */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int index = Integer.parseInt(arguments[0]); index < EngineCheck.cases(); index++) {
      out.println(BEGINS + index);
      EngineCheck.of(index, "cpu").forEach(finding -> out.println(FOUND + json().toJson(finding)));
    }
    out.println(DONE);
  }

  /** Supports errors that are NaN or infinite. */
  static Gson json() {
    return new GsonBuilder().serializeSpecialFloatingPointValues().create();
  }
}
