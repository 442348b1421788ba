// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.method.MaskDecay.Course;
import io.espalier.pruning.method.MaskDecay.Flow;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Formulas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskDecayTest {
  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  @AfterEach
  void close() {
    run.close();
  }

  /** θ = (4, −3, 2, 1) under 2:4, in the middle of the course: b = ½, z = (4, −3, 1, ½). */
  @Test
  void half_way_of_the_linear_course_the_rest_of_the_weights_and_their_gradient_count_half() {
    Opening opening = opening(new MaskDecay(Course.LINEAR, 0.2, 0.6, Flow.MASKED), 2, 4);
    NDArray weights = vector(4, -3, 2, 1);
    Mask mask = new Mask(vector(1, 1, 0, 0), vector(1));

    NDArray open = opening.at(0.4, mask, weights);
    NDArray gradient =
        Formulas.value(
            SrSte.MASKED_FLOW, List.of(open, vector(1, 1, 1, 1), weights, mask.values()), 0.0);

    assertThat(weights.mul(open).toFloatArray()).containsExactly(4, -3, 1, 0.5f);
    // One step of rate 0.1: (3.9, −3.1, 1.95, 0.95).
    assertThat(weights.sub(gradient.mul(0.1)).toFloatArray())
        .containsExactly(new float[] {3.9f, -3.1f, 1.95f, 0.95f}, within(1e-6f));
    // Straight: (3.9, −3.1, 1.9, 0.9).
    NDArray straight =
        Formulas.value(SrSte.REFINED, List.of(vector(1, 1, 1, 1), weights, mask.values()), 0.0);
    assertThat(weights.sub(straight.mul(0.1)).toFloatArray())
        .containsExactly(new float[] {3.9f, -3.1f, 1.9f, 0.9f}, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({
    "LINEAR, 0.3, 0.75",
    "LINEAR, 0.5, 0.25",
    "EXPONENTIAL, 0.4, 0.1", // e^(−ln 100 · ½)
    "EXPONENTIAL, 0.2, 1"
  })
  void b_falls_between_the_two_shares(Course course, double progress, double b) {
    MaskDecay decay = new MaskDecay(course, 0.2, 0.6, Flow.MASKED);

    assertThat(decay.open(progress)).isCloseTo(b, within(1e-12));
  }

  @Test
  void the_network_is_dense_before_and_has_the_pattern_after_the_course() {
    Mask mask = new Mask(vector(1, 1, 0, 0), vector(1));
    for (Course course : List.of(Course.LINEAR, Course.EXPONENTIAL, Course.STRUCTURE)) {
      Opening opening = opening(new MaskDecay(course, 0.2, 0.6, Flow.MASKED), 2, 4);

      assertThat(opening.at(0.1, mask, vector(4, -3, 2, 1)).toFloatArray())
          .containsExactly(1, 1, 1, 1);
      assertThat(opening.at(0.6, mask, vector(4, -3, 2, 1)).toFloatArray())
          .containsExactly(1, 1, 0, 0);
    }
  }

  @Test
  void weights_outside_of_the_pattern_count_b_and_those_inside_1() {
    Mask mask = new Mask(vector(1, 1, 0, 0), vector(1));
    Opening opening = opening(new MaskDecay(Course.LINEAR, 0.2, 0.6, Flow.MASKED), 2, 4);

    assertThat(opening.at(0.3, mask, vector(4, -3, 2, 1)).toFloatArray())
        .containsExactly(new float[] {1, 1, 0.75f, 0.75f}, within(1e-6f));
  }

  @Test
  void a_pattern_without_a_wider_one_holds_from_the_end_of_the_dense_share() {
    Mask mask = new Mask(vector(1, 0, 0, 1), vector(1));
    Opening opening = opening(new MaskDecay(Course.STRUCTURE, 0.2, 0.6, Flow.MASKED), 1, 2);

    assertThat(opening.at(0.3, mask, vector(4, -3, 1, 2)).toFloatArray())
        .containsExactly(1, 0, 0, 1);
  }

  @Test
  void the_structure_tightens_in_equal_shares() {
    assertThat(MaskDecay.wider(new NofM(1, 8)))
        .containsExactly(new NofM(7, 8), new NofM(4, 8), new NofM(2, 8));
    assertThat(MaskDecay.wider(new NofM(2, 4))).containsExactly(new NofM(3, 4));
    assertThat(MaskDecay.wider(new NofM(3, 8))).containsExactly(new NofM(7, 8), new NofM(4, 8));
    assertThat(MaskDecay.wider(new NofM(1, 3))).containsExactly(new NofM(2, 3));
    assertThat(MaskDecay.wider(new NofM(1, 2))).isEmpty();
    MaskDecay decay = new MaskDecay(Course.STRUCTURE, 0.1, 0.7, Flow.MASKED);
    assertThat(List.of(0.15, 0.25, 0.35, 0.45, 0.55, 0.65))
        .extracting(progress -> decay.stage(progress, 3))
        .containsExactly(0, 0, 1, 1, 2, 2);
  }

  @Test
  void each_stage_of_the_structure_keeps_its_number_of_weights() {
    Opening opening =
        Opening.of(
            new MaskDecay(Course.STRUCTURE, 0, 0.9, Flow.MASKED),
            run.run(method(Map.of()), new NofM(1, 4), 0, Optional.empty()));
    NDArray weights = run.initial.weights();
    Mask mask = Mask.dense(run.net);
    long stem = run.net.layers().get(0).size(); // reads three channels, and stays dense
    long rest = run.net.prunable() - stem;

    assertThat(kept(opening.at(0.1, mask, weights))).isEqualTo(stem + rest * 3 / 4);
    assertThat(kept(opening.at(0.8, mask, weights))).isEqualTo(stem + rest / 2);
  }

  @Test
  void a_course_without_length_at_the_start_is_sr_ste_without_decay_to_the_bit() throws Exception {
    Pruned plain = prune(Map.of("decay", 0.0), new NofM(2, 4));
    Pruned decayed =
        prune(
            Map.of(
                "decay",
                0.0,
                "mask_decay",
                "linear",
                "dense_until",
                0.0,
                "decay_until",
                0.0,
                "flow",
                "straight"),
            new NofM(2, 4));

    ContinuedRunTest.assertSame(decayed, plain);
  }

  @Test
  void a_dense_share_of_the_whole_run_is_dense_training_and_one_cut() throws Exception {
    Map<String, Object> recipe =
        Map.of("epochs", 2, "rate", 0.1, "schedule", "cosine", "weight_decay", 5e-4);
    Map<String, Object> open = new HashMap<>(recipe);
    open.putAll(
        Map.of("decay", 0.0, "mask_decay", "exponential", "dense_until", 1.0, "decay_until", 1.0));

    Pruned dense = run.prune("dense", recipe, 0);
    Pruned cut = prune(open, new NofM(1, 4));

    assertThat(cut.state().weights()).isEqualTo(dense.state().weights().mul(cut.mask().values()));
    assertThat(cut.state().other()).isEqualTo(dense.state().other());
    assertThat(cut.state().statistics()).isEqualTo(dense.state().statistics());
  }

  @Test
  void each_course_and_flow_gives_other_weights() throws Exception {
    Map<String, Pruned> ended = new HashMap<>();
    for (String course : List.of("none", "linear", "exponential", "structure")) {
      for (String flow : List.of("masked", "straight")) {
        ended.put(
            course + flow,
            prune(
                Map.of("epochs", 4, "mask_decay", course, "flow", flow, "decay_until", 1.0),
                new NofM(1, 4)));
      }
    }

    assertThat(ended.get("nonemasked").state().weights())
        .isEqualTo(ended.remove("nonestraight").state().weights());
    assertThat(ended.values())
        .extracting(pruned -> pruned.state().weights().sum().getFloat())
        .doesNotHaveDuplicates();
    assertThat(ended.values())
        .allMatch(
            pruned ->
                new NofM(1, 4)
                    .selection(run.net.layers(), new NofM(1, 4).ownSparsity().orElseThrow())
                    .allows(pruned.mask()));
  }

  @Test
  void shares_out_of_order_are_refused() {
    assertThatThrownBy(() -> method(Map.of("dense_until", 0.5, "decay_until", 0.4)))
        .hasMessageContaining("Invalid decay_until: 0.4, must be at least dense_until, 0.5");
    assertThatThrownBy(() -> method(Map.of("dense_until", 1.5)))
        .hasMessageContaining("Invalid dense_until: 1.5, must be between 0 and 1");
  }

  private Pruned prune(Map<String, Object> settings, NofM pattern) throws InterruptedException {
    return run.prune("sr-ste", settings, pattern, 0, Optional.empty());
  }

  private Opening opening(MaskDecay decay, int keep, int of) {
    return Opening.of(decay, run.run(method(Map.of()), new NofM(keep, of), 0, Optional.empty()));
  }

  private static PruningMethod method(Map<String, Object> settings) {
    return Methods.ALL.choose("sr-ste", settings).value();
  }

  private static long kept(NDArray mask) {
    return (long) mask.sum().getFloat();
  }

  private NDArray vector(float... values) {
    return run.manager.create(values);
  }
}
