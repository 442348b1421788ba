// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The output of a check: {@code RESULT check verdict name: text}, one line for each result. The
 * verdict is {@code ok}, {@code FAIL}, or {@code info} for what is neither.
 *
 * @param check name of the check
 * @param out receives each line
 * @param failed set by the first result that is wrong; shared by all checks of a process
 */
record CheckLines(String check, Consumer<String> out, AtomicBoolean failed) {
  void ok(String name, String text) {
    line("ok", name, text);
  }

  void fail(String name, String text) {
    failed.set(true);
    line("FAIL", name, text);
  }

  void info(String name, String text) {
    line("info", name, text);
  }

  /** A result that is right under a condition. */
  void result(boolean right, String name, String text) {
    if (right) {
      ok(name, text);
    } else {
      fail(name, text);
    }
  }

  private void line(String verdict, String name, String text) {
    out.accept("RESULT %s %s %s: %s".formatted(check, verdict, name, text));
  }
}
