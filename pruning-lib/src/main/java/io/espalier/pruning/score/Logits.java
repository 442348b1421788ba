// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The logits of a batch.
 *
 * @param values image after image, a logit per class
 * @param names names of the classes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Logits(float[] values, List<String> names) {

  /** The answers for the first images. */
  List<Answer> answers(int images) {
    return IntStream.range(0, images).mapToObj(image -> answer(image * names.size())).toList();
  }

  private Answer answer(int from) {
    for (int i = from; i < from + names.size(); i++) {
      if (Float.isNaN(values[i])) {
        return new Answer.Unreadable("the network returns a logit that is not a number");
      }
    }
    return Answer.Prediction.of(values, from, names);
  }
}
