// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamsTest {

  @Test
  void a_stream_depends_on_seed_purpose_and_position_only() {
    long first = new Streams(1).of("augment", 2, 3).nextLong();

    assertThat(new Streams(1).of("augment", 2, 3).nextLong()).isEqualTo(first);
    assertThat(new Streams(2).of("augment", 2, 3).nextLong()).isNotEqualTo(first);
    assertThat(new Streams(1).of("order", 2, 3).nextLong()).isNotEqualTo(first);
    assertThat(new Streams(1).of("augment", 3, 2).nextLong()).isNotEqualTo(first);
    assertThat(new Streams(1).of("augment", 2).nextLong()).isNotEqualTo(first);
  }

  /** Pinned: another value would silently change every result under an unchanged key. */
  @Test
  void the_numbers_of_a_stream_are_pinned() {
    assertThat(new Streams(1).of("init", 0).nextLong()).isEqualTo(-2042610482241553091L);
  }

  @Test
  void an_order_is_a_permutation_that_differs_between_epochs() {
    int[] order = new Streams(5).order(100, "order", 0);

    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, 100).toArray());
    assertThat(new Streams(5).order(100, "order", 1)).isNotEqualTo(order);
    assertThat(new Streams(5).order(100, "order", 0)).isEqualTo(order);
  }
}
