// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class AnswerTest {
  private static final List<String> NAMES = List.of("ape", "bee", "cat", "dog", "eel", "fox");

  @Test
  void probabilities_are_those_of_a_softmax() {
    float third = (float) Math.log(3);
    Answer.Prediction prediction =
        Answer.Prediction.of(new float[] {9, 0, third, 0}, 1, List.of("a", "b", "c"));

    assertThat(prediction.best()).extracting(Guess::index).containsExactly(1, 0, 2);
    assertThat(prediction.first().name()).isEqualTo("b");
    assertThat(prediction.first().probability()).isCloseTo(0.6, within(1e-7));
    assertThat(prediction.best().get(2).probability()).isCloseTo(0.2, within(1e-7));
  }

  @Test
  void of_equal_logits_the_class_of_the_lower_index_comes_first() {
    Answer.Prediction prediction =
        Answer.Prediction.of(new float[] {1, 2, -0f, 2, 0f, 1}, 0, NAMES);

    assertThat(prediction.best()).extracting(Guess::index).containsExactly(1, 3, 0, 5, 2);
  }

  @Test
  void large_logits_do_not_overflow() {
    Answer.Prediction prediction =
        Answer.Prediction.of(new float[] {3e38f, -3e38f, 0, 0, 0, 0}, 0, NAMES);

    assertThat(prediction.first()).isEqualTo(new Guess(0, "ape", 1));
  }

  @Test
  void a_logit_that_is_not_a_number_predicts_nothing() {
    float[] logits = new float[12];
    logits[8] = Float.NaN;
    List<Answer> answers = new Logits(logits, NAMES).answers(2);

    assertThat(answers.get(0)).isInstanceOf(Answer.Prediction.class);
    assertThat(answers.get(1)).isInstanceOf(Answer.Unreadable.class);
  }

  @Test
  void json_keeps_every_digit_and_letter() {
    Answer prediction =
        new Answer.Prediction(
            List.of(new Guess(3, "größe \"ı\"", 0.1 + 0.2), new Guess(0, "b", 1e-300)));
    Answer unreadable = new Answer.Unreadable("truncated <&>");

    assertThat(AnswerJson.answer(AnswerJson.bytes(prediction))).isEqualTo(prediction);
    assertThat(AnswerJson.answer(AnswerJson.bytes(unreadable))).isEqualTo(unreadable);
    assertThat(new String(AnswerJson.bytes(unreadable), StandardCharsets.UTF_8))
        .isEqualTo("{\"error\":\"truncated <&>\"}");
  }
}
