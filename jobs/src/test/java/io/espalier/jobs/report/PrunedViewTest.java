// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beside which dense runs the view {@code pruned} puts runs that start at initialisation. */
class PrunedViewTest {
  private static final String ASKED =
      "select dense_variant, method, accuracy from pruned where method <> 'lamp'"
          + " order by dense_variant, accuracy";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun shortly = SampleRun.dense("epochs=1", 1, 0.8);
  private final SampleRun longer = SampleRun.dense("epochs=9", 1, 0.9);

  @Test
  void a_run_at_initialisation_is_beside_each_dense_variant() throws IOException {
    bench.write(shortly, longer, shortly.pruned("snip", "", 0.5, 0.7).fromInitialisation());

    assertThat(bench.answer(ASKED)).containsExactly("[epochs=1,snip,0.7]", "[epochs=9,snip,0.7]");
  }

  /** Their masks differ, and so do their keys. */
  @Test
  void a_run_that_takes_the_mask_of_another_is_beside_the_dense_variant_of_that()
      throws IOException {
    bench.write(shortly, longer);
    like(shortly, 0.6);
    like(longer, 0.7);

    assertThat(bench.answer(ASKED))
        .containsExactly("[epochs=1,random,0.6]", "[epochs=9,random,0.7]");
  }

  private static void like(SampleRun dense, double accuracy) throws IOException {
    SampleRun lamp = dense.pruned("lamp", "", 0.5, 0.85);
    SampleRun random = dense.pruned("random", "like=lamp", 0.5, accuracy).fromInitialisation();
    bench.write(lamp);
    write(random, lamp.key(), null);
  }

  /** The scores come from networks of the recipe of the dense run, so the images differ. */
  @Test
  void a_run_on_a_part_of_the_images_is_beside_dense_runs_on_the_same_part() throws IOException {
    for (SampleRun dense : List.of(shortly, longer)) {
      SampleRun snip = dense.pruned("snip", "", 0.5, dense.accuracy() - 0.125).fromInitialisation();
      String scores = "scores of " + dense.variant();
      write(dense, null, scores);
      write(snip, null, scores);
    }

    assertThat(bench.answer(ASKED))
        .containsExactly("[epochs=1,snip,0.675]", "[epochs=9,snip,0.775]");
  }

  /** As after a release that changed what a score is. */
  @Test
  void dense_runs_of_one_variant_on_other_images_do_not_repeat_a_run() throws IOException {
    for (double accuracy : new double[] {0.8, 0.85}) {
      SampleRun dense = SampleRun.dense("epochs=1", 1, accuracy);
      SampleRun snip = dense.pruned("snip", "", 0.5, accuracy - 0.125).fromInitialisation();
      String scores = "scores " + accuracy;
      write(dense, null, scores);
      write(snip, null, scores);
    }

    assertThat(bench.answer("select accuracy, dense_accuracy from pruned order by accuracy"))
        .containsExactly("[0.675,0.8]", "[0.725,0.85]");
  }

  private static void write(SampleRun run, String parent, String scores) throws IOException {
    String key = "%s %s %s".formatted(run.key(), parent, scores);
    bench.store().write(run.keyed(key, parent, scores), List.of(), List.of());
  }
}
