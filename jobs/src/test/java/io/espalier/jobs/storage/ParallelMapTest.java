// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ParallelMapTest {
  @Test
  void items_are_processed_concurrently_and_returned_in_order() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    try (ParallelMap files = ParallelMap.forIo()) {
      assertThat(files.each(List.of(3, 1, 2), number -> met(together, number * 10)))
          .containsExactly(30, 10, 20);
    }
  }

  @Test
  void an_exception_of_one_item_is_rethrown_unchanged() throws Exception {
    IllegalStateException unchecked = new IllegalStateException("of two");
    try (ParallelMap computations = ParallelMap.forCpu()) {
      assertThatThrownBy(
              () ->
                  computations.each(
                      List.of(1, 2),
                      number -> {
                        if (number == 2) {
                          throw unchecked;
                        }
                        return number;
                      }))
          .isSameAs(unchecked);
      assertThatThrownBy(
              () ->
                  computations.each(
                      List.of(1),
                      number -> {
                        throw new IOException("of one");
                      }))
          .isInstanceOf(IOException.class)
          .hasMessage("of one");
    }
  }

  @Test
  void an_error_of_one_item_is_rethrown_unchanged() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    try (ParallelMap files = ParallelMap.forIo()) {
      assertThatThrownBy(
              () ->
                  files.each(
                      List.of(1),
                      number -> {
                        throw error;
                      }))
          .isSameAs(error);
    }
  }

  private static int met(CyclicBarrier others, int result) throws IOException {
    try {
      others.await(30, TimeUnit.SECONDS);
      return result;
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException("Alone", e);
    }
  }
}
