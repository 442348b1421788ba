// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two epochs of three steps, each of which adds 1 to every weight, with a storage whose behaviour
 * each test defines.
 */
@Tag("any-processor")
class BackgroundCheckpointTest {
  private static final CheckpointInterval EVERY_STEP = CheckpointInterval.of(Duration.ofNanos(1));
  private static final CheckpointInterval EVERY_EPOCH = CheckpointInterval.ofEpochs(1);
  private static final int STEPS = 6;

  @TempDir private Path folder;

  private final NDManager manager = NDManager.newBaseManager();
  private final PrunableNet net =
      new PrunableNet(
          manager,
          new SequentialBlock()
              .add(Blocks.batchFlattenBlock())
              .add(Linear.builder().setUnits(4).build()),
          new Shape(3, 8, 8),
          DataType.FLOAT32,
          PrunableNet.Layout.CHANNELS_LAST);
  private final NetworkState initial =
      net.initialState(tensor -> new Streams(1).of("init", tensor));
  private final Thread trainer = Thread.currentThread();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<EpochReport> reports = new ArrayList<>();
  private final float[] before = initial.weights().toFloatArray();
  private Runnable eachEpoch = () -> {};

  /** Latches that are released when their step starts. */
  private final List<CountDownLatch> steps =
      IntStream.rangeClosed(0, STEPS).mapToObj(step -> new CountDownLatch(1)).toList();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void training_continues_during_a_write_and_the_checkpoint_has_the_state_at_its_start()
      throws Exception {
    Disk disk = new Disk(write -> reached(5));

    training(disk, EVERY_EPOCH).run("train", 2, 24, learner(), this::step);

    assertThat(events)
        .startsWith("step 1", "step 2", "step 3")
        .containsSubsequence("step 5", "written 1", "saved", "written 2", "saved");
    try (NDManager read = manager.newSubManager()) {
      Map<String, NDArray> first = Checkpoint.read(disk, at("copy 1"), read);
      float[] then = initial.weights().toFloatArray();
      for (int i = 0; i < then.length; i++) {
        then[i] = before[i] + 1 + 1 + 1;
      }
      assertThat(first.get("weights").toFloatArray()).containsExactly(then);
      assertThat(PhaseProgress.of("train", first.get("progress_2").toDoubleArray()))
          .extracting(PhaseProgress::steps)
          .isEqualTo(3L);
    }
  }

  @Test
  void a_run_waits_at_the_next_checkpoint_until_the_previous_one_is_written() throws Exception {
    Disk disk = new Disk(write -> untilTrainerWaits());

    training(disk, EVERY_STEP).run("train", 2, 24, learner(), this::step);

    assertThat(events)
        .containsSubsequence("step 2", "written 1", "saved", "step 3", "written 2", "saved");
    assertThat(events.indexOf("written 1")).isLessThan(events.indexOf("step 3"));
    assertThat(events).filteredOn("saved"::equals).hasSize(STEPS);
  }

  @Test
  void the_observer_is_notified_after_the_step_in_which_a_write_ends() throws Exception {
    Disk disk = new Disk(write -> {});

    training(disk, EVERY_EPOCH)
        .run(
            "train",
            2,
            24,
            learner(),
            step -> {
              if (step.number() == 3) {
                disk.awaitWriter();
              }
              return step(step);
            });

    assertThat(events).containsSubsequence("written 1", "step 4", "saved", "step 5");
  }

  @Test
  void a_failed_write_fails_the_run_at_the_next_checkpoint_at_the_latest() {
    IOException full = new IOException("No space left on device");
    Disk disk =
        new Disk(
            write -> {
              throw full;
            });

    assertThatThrownBy(() -> training(disk, EVERY_STEP).run("train", 2, 24, learner(), this::step))
        .isInstanceOf(UncheckedIOException.class)
        .hasCause(full);
    assertThat(events).containsExactly("step 1", "step 2");
  }

  @Test
  void a_failed_write_fails_the_run_at_the_end_of_its_phase_at_the_latest() {
    IOException full = new IOException("No space left on device");
    Disk disk =
        new Disk(
            write -> {
              if (write == 2) {
                throw full;
              }
            });

    assertThatThrownBy(() -> training(disk, EVERY_EPOCH).run("train", 2, 24, learner(), this::step))
        .isInstanceOf(UncheckedIOException.class)
        .hasCause(full);
    assertThat(events).contains("step 6").filteredOn("saved"::equals).hasSize(1);
  }

  @Test
  void unchecked_errors_of_a_write_are_rethrown_unchanged() {
    for (Throwable thrown : List.of(new OutOfMemoryError("heap"), new IllegalStateException("!"))) {
      Disk disk =
          new Disk(
              write -> {
                if (thrown instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) thrown;
              });

      assertThat(
              catchThrowable(
                  () -> training(disk, EVERY_STEP).run("train", 2, 24, learner(), this::step)))
          .isSameAs(thrown);
    }
  }

  @Test
  void an_interrupted_run_ends_when_its_write_has_ended_and_its_last_step_is_saved()
      throws Exception {
    Disk slow =
        new Disk(
            write -> {
              if (write == 2) {
                untilTrainerWaits();
              }
            });

    assertThatThrownBy(
            () ->
                training(slow, EVERY_EPOCH)
                    .run("train", 3, 24, learner(), step -> interruptedAt(8, step)))
        .isInstanceOf(InterruptedException.class);
    events.add("the run has ended");

    assertThat(slow.writer.isAlive()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(events)
        .containsSubsequence(
            "step 8", "written 2", "saved", "written 3", "saved", "the run has ended")
        .doesNotContain("step 9");
    assertSaved(slow, 8);
  }

  @Test
  void a_run_interrupted_while_it_waits_for_a_write_saves_its_last_step() throws Exception {
    Disk slow =
        new Disk(
            write -> {
              if (write == 1) {
                untilTrainerWaits();
                trainer.interrupt();
                Thread.sleep(50);
              }
            });

    assertThatThrownBy(() -> training(slow, EVERY_STEP).run("train", 2, 24, learner(), this::step))
        .isInstanceOf(InterruptedException.class);

    assertThat(events)
        .containsExactly("step 1", "step 2", "written 1", "saved", "written 2", "saved");
    assertSaved(slow, 2);
  }

  /** The vectors of the learner are then neither those before the step nor those after it. */
  @Test
  void a_run_interrupted_within_a_step_keeps_its_previous_checkpoint() throws Exception {
    Disk disk = new Disk(write -> {});

    assertThatThrownBy(
            () ->
                training(disk, EVERY_EPOCH)
                    .run("train", 2, 24, learner(), step -> interruptedWithin(5, step)))
        .isInstanceOf(InterruptedException.class);

    assertThat(events).doesNotContain("step 6", "written 2");
    assertSaved(disk, 3);
  }

  @Test
  void a_run_interrupted_in_an_evaluation_is_saved_before_it_with_the_loss_of_its_epoch()
      throws Exception {
    Disk disk = new Disk(write -> {});
    Training training = training(disk, CheckpointInterval.ofEpochs(9));

    assertThatThrownBy(
            () -> training.run("train", 2, 24, learner(), step -> interruptedAt(3, step)))
        .isInstanceOf(InterruptedException.class);

    PhaseProgress saved = assertSaved(disk, 3);
    assertThat(saved.reports()).isEmpty();
    assertThat(saved.lossSum()).as("72 images of loss 1").isEqualTo(72);
    reports.clear();
    training(disk, EVERY_EPOCH).run("train", 2, 24, learner(), this::step);
    assertThat(reports).extracting(EpochReport::epoch).containsExactly(1, 2);
    assertThat(reports).extracting(EpochReport::trainLoss).containsExactly(1.0, 1.0);
    assertThat(events).filteredOn(event -> event.startsWith("step")).hasSize(STEPS);
  }

  @Test
  void a_run_interrupted_in_its_last_step_is_saved() throws Exception {
    Disk disk = new Disk(write -> {});
    Training training = training(disk, CheckpointInterval.ofEpochs(9));
    eachEpoch = () -> trainer.interrupt();

    assertThatThrownBy(() -> training.run("train", 1, 24, learner(), this::step))
        .isInstanceOf(InterruptedException.class);

    assertThat(assertSaved(disk, 3).reports()).hasSize(1);
  }

  @Test
  void a_failure_to_save_at_the_end_leaves_the_interrupt_as_it_is() {
    Disk full =
        new Disk(
            write -> {
              throw new IOException("No space left on device");
            });

    assertThatThrownBy(
            () ->
                training(full, EVERY_EPOCH)
                    .run("train", 2, 24, learner(), step -> interruptedAt(2, step)))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("Interrupted in train after 2 steps");
    assertThat(events).doesNotContain("saved");
  }

  @Test
  void a_run_that_is_told_to_stop_does_not_wait_for_a_hanging_storage() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Disk hanging =
        new Disk(
            write -> {
              try {
                new CountDownLatch(1).await(20, TimeUnit.SECONDS);
              } finally {
                interrupted.countDown();
              }
            });
    Checkpoints checkpoints =
        new Checkpoints(
            Optional.of(new CheckpointFolder(hanging, folder.toString(), EVERY_EPOCH)),
            manager,
            report -> {},
            Duration.ofMillis(50));
    PhaseProgress progress = new PhaseProgress(1, 0, 24, 0, 0, List.of());
    checkpoints.stepEnded("train", learner(), 1, () -> progress); // a write begins
    checkpoints.stepEnded("train", learner(), 1, () -> progress);

    checkpoints.saveLast();

    assertThat(interrupted.getCount()).isZero();
    assertThat(hanging.writer.isAlive()).isFalse();
    assertThat(hanging.writes).isEqualTo(1);
    assertThat(events).isEmpty();
  }

  @Test
  void a_failed_run_cancels_its_write() {
    Disk hanging = new Disk(write -> new CountDownLatch(1).await(20, TimeUnit.SECONDS));

    assertThatThrownBy(
            () ->
                training(hanging, EVERY_EPOCH)
                    .run(
                        "train",
                        2,
                        24,
                        learner(),
                        step -> {
                          if (step.number() == 4) {
                            throw new IllegalStateException("no luck");
                          }
                          return step(step);
                        }))
        .hasMessage("no luck");

    assertThat(hanging.writer.isAlive()).isFalse();
    assertThat(events).doesNotContain("written 1", "saved");
  }

  @Test
  void the_next_phase_starts_while_the_last_checkpoint_of_the_previous_one_is_written()
      throws Exception {
    Disk disk = new Disk(write -> reached(5));
    Training training = training(disk, CheckpointInterval.ofEpochs(9));
    Learner learner = learner();
    training.run("first", 1, 24, learner, this::step);

    training.run("second", 1, 24, learner, step -> stepped(step.number() + 4));

    assertThat(events)
        .startsWith("step 1", "step 2", "step 3", "step 4", "step 5")
        .containsSubsequence("step 5", "written 1", "saved");
    assertThat(disk.list(folder.toString())).containsExactly("copy 1", "first.safetensors");
  }

  /** What an observer writes to a file would be cut off by an interrupt. */
  @Test
  void the_observer_of_the_last_checkpoint_is_not_interrupted() throws Exception {
    List<Boolean> interrupted = new ArrayList<>();
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void epochEnded(EpochReport report) {}

          @Override
          public void saved() {
            interrupted.add(Thread.currentThread().isInterrupted());
          }
        };
    Checkpoints checkpoints =
        new Checkpoints(
            Optional.of(
                new CheckpointFolder(
                    new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(9))),
            manager,
            observer);
    checkpoints.stepEnded(
        "train", learner(), 0, () -> new PhaseProgress(1, 0, 24, 0, 0.5, List.of()));
    Thread.currentThread().interrupt();

    checkpoints.saveLast();

    assertThat(Thread.interrupted()).isFalse();
    assertThat(interrupted).containsExactly(false);
  }

  @Test
  void time_spent_waiting_for_storage_is_not_part_of_the_cost() throws Exception {
    Disk slow =
        new Disk(
            write -> {
              untilTrainerWaits();
              Thread.sleep(300);
            });
    Training training = training(slow, EVERY_STEP);

    training.run("train", 2, 24, learner(), this::step);

    assertThat(training.cost().seconds()).isLessThan(0.3);
  }

  private Training training(Storage storage, CheckpointInterval interval) {
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void epochEnded(EpochReport report) {
            reports.add(report);
            eachEpoch.run();
          }

          @Override
          public void saved() {
            assertThat(Thread.currentThread()).isSameAs(trainer);
            events.add("saved");
          }
        };
    return new Training(
        net,
        TinyImages.set(72, 8),
        new Streams(1),
        observer,
        Optional.of(new CheckpointFolder(storage, folder.toString(), interval)));
  }

  private Learner learner() {
    return new Learner(initial, Mask.dense(manager, net.prunable(), net.others()), Map.of());
  }

  private NDArray step(Training.Step step) {
    return stepped(step.number() + 1);
  }

  private NDArray stepped(long number) {
    events.add("step " + number);
    if (number < steps.size()) {
      steps.get((int) number).countDown();
    }
    initial.weights().addi(1);
    return manager.create(1f);
  }

  private NDArray interruptedAt(long number, Training.Step step) {
    if (step.number() == number - 1) {
      trainer.interrupt();
    }
    return step(step);
  }

  /** Interrupted while it waits for more images, with a part of its changes made. */
  private NDArray interruptedWithin(long number, Training.Step step) {
    NDArray loss = step(step);
    if (step.number() == number - 1) {
      trainer.interrupt();
      throw new UncheckedIOException(new InterruptedIOException("Interrupted"));
    }
    return loss;
  }

  /** Asserts that the checkpoint is the end of this step, and returns its progress. */
  private PhaseProgress assertSaved(Disk disk, int steps) throws IOException {
    try (NDManager read = manager.newSubManager()) {
      Map<String, NDArray> saved = Checkpoint.read(disk, at("train.safetensors"), read);
      float[] then = before.clone();
      for (int i = 0; i < then.length; i++) {
        for (int step = 0; step < steps; step++) {
          then[i]++;
        }
      }
      assertThat(saved.get("weights").toFloatArray()).containsExactly(then);
      PhaseProgress progress = PhaseProgress.of("train", saved.get("progress_2").toDoubleArray());
      assertThat(progress.steps()).isEqualTo(steps);
      assertThat(progress.images()).isEqualTo(0);
      return progress;
    }
  }

  private void reached(int step) throws InterruptedException, IOException {
    if (!steps.get(step).await(20, TimeUnit.SECONDS)) {
      throw new IOException("The run stands still before step " + step);
    }
  }

  private void untilTrainerWaits() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (trainer.getState() != Thread.State.WAITING
        && trainer.getState() != Thread.State.TIMED_WAITING) {
      if (System.nanoTime() > end) {
        throw new IOException("The run waits for nothing");
      }
      Thread.onSpinWait();
    }
  }

  /** The behaviour before the bytes of a checkpoint are written; writes are counted from 1. */
  private interface Mood {
    void before(int write) throws IOException, InterruptedException;
  }

  /** Keeps a copy of every file that it writes. */
  private final class Disk implements Storage {
    private final LocalStorage files = new LocalStorage();
    private final Mood mood;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile Thread writer;
    private int writes;

    Disk(Mood mood) {
      this.mood = mood;
    }

    void awaitWriter() {
      try {
        begun.await();
        writer.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void create(String location, Content content) throws IOException {
      writer = Thread.currentThread();
      begun.countDown();
      writes++;
      try {
        mood.before(writes);
      } catch (InterruptedException e) {
        throw (IOException) new InterruptedIOException("Interrupted").initCause(e);
      }
      files.create(at("copy " + writes), content);
      files.create(location, content);
      events.add("written " + writes);
    }

    @Override
    public List<String> list(String location) throws IOException {
      return files.list(location);
    }

    @Override
    public List<String> folders(String location) throws IOException {
      return files.folders(location);
    }

    @Override
    public SortedMap<String, Long> lengths(String location) throws IOException {
      return files.lengths(location);
    }

    @Override
    public InputStream open(String location) throws IOException {
      return files.open(location);
    }
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }
}
