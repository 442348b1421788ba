package io.espalier.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailureKindTest {

  @Test
  void what_an_unchecked_exception_wraps_decides() {
    assertThat(FailureKind.of(new UncheckedIOException(new DataException("no image"))))
        .isEqualTo(FailureKind.DATA);
    assertThat(FailureKind.of(new UncheckedIOException(new IOException("disk full"))))
        .isEqualTo(FailureKind.IO);
    assertThat(FailureKind.of(new DataException("no image"))).isEqualTo(FailureKind.DATA);
    assertThat(FailureKind.of(new IllegalStateException("?"))).isEqualTo(FailureKind.BUG);
  }
}
