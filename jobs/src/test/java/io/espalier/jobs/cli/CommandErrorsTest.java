// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CommandErrorsTest {

  @Test
  void an_out_of_memory_error_is_reported_with_its_remedy() {
    StringWriter err = new StringWriter();

    int exit =
        CommandErrors.print(
            EspalierCommand.commandLine().setErr(new PrintWriter(err)),
            new OutOfMemoryError("Java heap space"));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .matches(
            "Cannot continue: the driver has too little memory, \\d+ MB \\(Java heap space\\);"
                + " increase it, for example --driver-memory 8g\n");
  }
}
