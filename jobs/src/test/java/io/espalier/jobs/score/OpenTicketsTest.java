// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.TestView;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.score.TicketClassifier;
import io.espalier.pruning.score.TicketInput;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.trial.Trial;
import io.espalier.pruning.trial.TrialSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenTicketsTest {
  private static final HadoopStorage STORAGE = new HadoopStorage(new Configuration());
  private static final Choice<ImageDataset> SHAPES =
      Datasets.ALL.choose("shapes", Map.of("train", 20, "test", 10));

  @TempDir private static Path folder;
  private static ImageSet images;

  @BeforeAll
  static void ticket() throws Exception {
    images = SHAPES.value().load(STORAGE, "");
    new Trial(STORAGE, images, "cpu", CheckpointInterval.DEFAULT, ProcessEngine.checked("cpu"))
        .run(
            new TrialSpec(
                Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)),
                Precision.FLOAT32,
                Methods.ALL.choose(Methods.DENSE, Map.of("epochs", 1, "batch", 10)).value(),
                new Unstructured(),
                Sparsity.DENSE,
                1,
                folder.resolve("ticket").toString(),
                Optional.empty(),
                Optional.empty()),
            report -> {});
  }

  @Test
  void tasks_share_a_ticket_and_the_last_one_closes_it() throws IOException {
    OpenTickets tickets = new OpenTickets();
    OpenTickets.Use one = tickets.use(ticket("ticket"), "cpu", 10, STORAGE);
    OpenTickets.Use two = tickets.use(ticket("ticket"), "cpu", 10, STORAGE);
    TicketClassifier shared = two.ticket();
    assertThat(one.ticket()).isSameAs(shared);
    assertThat(tickets.open()).isEqualTo(1);

    one.close();
    assertThat(tickets.open()).isEqualTo(1);
    List<byte[]> files = List.of(images.test().file(images, 0));
    assertThat(shared.ofFiles(files)).hasSize(1);

    two.close();
    assertThat(tickets.open()).isZero();
    assertThatThrownBy(() -> shared.ofFiles(files)).isInstanceOf(IllegalStateException.class);
    try (OpenTickets.Use three = tickets.use(ticket("ticket"), "cpu", 10, STORAGE)) {
      assertThat(three.ticket()).isNotSameAs(shared);
    }
    assertThat(tickets.open()).isZero();
  }

  @Test
  void a_ticket_that_cannot_be_read_is_not_open() {
    OpenTickets tickets = new OpenTickets();

    assertThatThrownBy(() -> tickets.use(ticket("none"), "cpu", 10, STORAGE))
        .isInstanceOf(IOException.class);
    assertThat(tickets.open()).isZero();
  }

  @Test
  void tickets_that_are_large_together_take_turns() {
    ScoredTicket small = ticket("small");
    ScoredTicket half = sized(1L << 27);
    ScoredTicket huge = sized(1L << 30);

    assertThat(PartitionScorer.together(Collections.nCopies(5, half)))
        .extracting(List::size)
        .containsExactly(2, 2, 1);
    assertThat(PartitionScorer.together(List.of(small, huge, small, small)))
        .containsExactly(List.of(small), List.of(huge), List.of(small, small));
  }

  @Test
  void a_label_is_the_name_of_a_class_or_its_index_where_no_name_is_a_number() {
    assertThat(named("cat", "dog").labelled("dog")).contains(1);
    assertThat(named("cat", "dog").labelled("1")).contains(1);
    assertThat(named("cat", "dog").labelled("2")).isEmpty();
    assertThat(named("cat", "dog").labelled("Dog")).isEmpty();
    assertThat(named("7", "dog").labelled("7")).contains(0);
    assertThat(named("7", "dog").labelled("1")).isEmpty();
    assertThat(named("0", "1").labelled("1")).contains(1);
  }

  private static ScoredTicket ticket(String name) {
    return new ScoredTicket(
        name,
        folder.resolve(name).toString(),
        new TicketInput(TestView.WHOLE, 32, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f)),
        Precision.FLOAT32,
        images.classNames(),
        SHAPES,
        "",
        1);
  }

  private static ScoredTicket sized(long weights) {
    ScoredTicket one = ticket("sized");
    return new ScoredTicket(
        one.key(),
        one.folder(),
        one.input(),
        one.precision(),
        one.classNames(),
        one.dataset(),
        one.fingerprint(),
        weights);
  }

  private static ScoredTicket named(String... names) {
    ScoredTicket one = ticket("named");
    return new ScoredTicket(
        one.key(),
        one.folder(),
        one.input(),
        one.precision(),
        List.of(names),
        one.dataset(),
        one.fingerprint(),
        1);
  }
}
