// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import io.espalier.pruning.data.InputImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Image files after decoding.
 *
 * @param planes the images that could be decoded, see {@link InputImages#planes}
 * @param problems for each file, why it could not be decoded; empty if it could
 */
public record Decoded(List<byte[]> planes, List<Optional<String>> problems) {
  public Decoded {
    planes = Collections.unmodifiableList(planes);
    problems = List.copyOf(problems);
  }

  /** Decodes files for one input. */
  public static Decoded of(List<byte[]> files, InputImages input) {
    List<byte[]> planes = new ArrayList<>(files.size());
    List<Optional<String>> problems = new ArrayList<>(files.size());
    for (byte[] file : files) {
      try {
        planes.add(input.planes(file));
        problems.add(Optional.empty());
      } catch (IOException e) {
        problems.add(Optional.of(e.getMessage()));
      }
    }
    return new Decoded(planes, problems);
  }

  /**
   * The answers for all files, in their order.
   *
   * @param ofPlanes the answers for {@link #planes}
   */
  public List<Answer> answers(List<Answer> ofPlanes) {
    Iterator<Answer> next = ofPlanes.iterator();
    List<Answer> answers = new ArrayList<>(problems.size());
    for (Optional<String> problem : problems) {
      answers.add(problem.isPresent() ? new Answer.Unreadable(problem.get()) : next.next());
    }
    return answers;
  }
}
