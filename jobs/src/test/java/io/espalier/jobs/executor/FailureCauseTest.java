// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailureCauseTest {
  @Test
  void a_failure_that_a_user_can_act_on_is_its_message_alone() {
    assertThat(FailureCause.of(new DataException("a.png is truncated")))
        .isEqualTo("a.png is truncated");
    assertThat(FailureCause.of(new UncheckedIOException(new IOException("the disk is full"))))
        .isEqualTo("the disk is full");
    assertThat(FailureCause.of(new IOException())).isEqualTo("java.io.IOException");
  }

  @Test
  void a_defect_names_its_class_and_the_line_that_threw_it() {
    assertThat(FailureCause.of(new IllegalStateException("odd")))
        .startsWith("java.lang.IllegalStateException: odd at io.espalier.")
        .contains("FailureCauseTest.java:");
  }
}
