// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.export.MaskFile;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the descriptions of the columns in {@code docs/results.md} mean for a row.
 *
 * @param results all rows, because a description can refer to other rows
 */
record ColumnPromises(ShownResults results) {
  private static final Set<String> FROM_INITIALIZATION = Set.of("dense", "snip", "gmp");

  private static final List<String> KINDS =
      List.of("CONFIG", "DATA", "DIVERGED", "OOM", "ENGINE", "IO", "LOST", "BUG");

  /**
   * A part of the description of a column, and whether a row holds it.
   *
   * @param told a part of the description; a part with "null" is about rows whose value is null,
   *     too
   */
  record Promise(String column, String told, Predicate<ShownRow> holds) {}

  /** The promises of a table. */
  List<Promise> of(String table) {
    return switch (table) {
      case "runs" ->
          Stream.of(identity(), result(), artifacts(), cost()).flatMap(List::stream).toList();
      case "epochs" -> epochs();
      case "layers" -> layers();
      case "failures" -> Stream.of(identity(), failures()).flatMap(List::stream).toList();
      case "latencies" -> latencies();
      case "robustness" -> robustness();
      case "sharpness" -> sharpness();
      case "connectivity" -> connectivity();
      default -> throw new IllegalArgumentException(table);
    };
  }

  /** The columns that {@code runs} and {@code failures} share. */
  private List<Promise> identity() {
    return List.of(
        text("key", "SHA-256, hexadecimal", ColumnPromises::isSha256),
        text("dataset", "its name", "shapes"::equals),
        text("dataset_fingerprint", "SHA-256, hexadecimal", ColumnPromises::isSha256),
        text("model", "its name", "resnet20s"::equals),
        text(
            "structure",
            "`unstructured`, `filter`, `channel`, `filter:` with a share, or a pattern such as `2:4`",
            Set.of("unstructured", "filter", "channel", "2:4")::contains),
        new Promise(
            "method",
            "its name; `dense` for the unpruned reference",
            row -> row.text("method").equals("dense") == (row.real("sparsity_target") == 0)),
        new Promise(
            "variant",
            "`epochs=3 gamma=0.5`; empty when none does; `version=2` where the same settings once gave another result",
            row ->
                Arrays.stream(row.text("variant").split(" "))
                    .filter(setting -> !setting.isEmpty() && !setting.matches("version=[2-9]"))
                    .map(setting -> setting.split("=", 2))
                    .allMatch(pair -> setting(row, "method", pair[0]).equals(pair[1]))),
        text(
            "setting",
            "dataset and model, with those of their settings that differ from their defaults",
            "shapes(test=10 train=20) resnet20s(width=0.125)"::equals),
        new Promise(
            "dense_variant",
            "`variant` of the dense run that it descends from; null when `dense_key` is",
            row ->
                row.isNull("dense_key")
                    ? row.isNull("dense_variant")
                    : run(row.text("dense_key")).text("variant").equals(row.text("dense_variant"))),
        new Promise(
            "settings",
            "every setting of dataset, model and method, the precision, and the part of the images if it is not all, as JSON: `get_json_object(settings, '$.method.epochs')`",
            row ->
                setting(row, "dataset", "train").equals("20")
                    && setting(row, "model", "width").equals("0.125")
                    && !setting(row, "method", "epochs").isEmpty()
                    && json(row).get("precision").asText().equals("float32")),
        new Promise("seed", "of all that is random", row -> row.whole("seed") == 1),
        new Promise(
            "sparsity_target",
            "in [0, 1); 1 − 0.8^r exactly where a config has a round r",
            row ->
                row.real("sparsity_target") >= 0
                    && row.real("sparsity_target") < 1
                    && DoubleStream.concat(
                            DoubleStream.of(0, 0.5),
                            IntStream.rangeClosed(1, 2)
                                .mapToDouble(round -> Sparsity.afterRounds(round).share()))
                        .anyMatch(asked -> asked == row.real("sparsity_target"))),
        new Promise(
            "dense_key",
            "null for dense runs and for methods that start at initialisation",
            row ->
                startsAtInitialization(row)
                    ? row.isNull("dense_key")
                    : run(row.text("dense_key")).text("method").equals("dense")),
        new Promise(
            "parent_key",
            "of the run that it starts from, or whose mask it uses; null where it starts at initialisation",
            row ->
                startsAtInitialization(row)
                    ? row.isNull("parent_key")
                    : Set.of("dense", row.text("method"))
                        .contains(run(row.text("parent_key")).text("method"))),
        new Promise(
            "scores_key",
            "null where it sees all, or random ones",
            row -> row.isNull("scores_key")));
  }

  private List<Promise> result() {
    return List.of(
        whole("schema_version", "of the row, from 1", version -> version == RunRow.SCHEMA_VERSION),
        new Promise(
            "sparsity",
            "share of prunable weights that was removed, 1 − `kept` ÷ `prunable`, in [0, 1]",
            row ->
                row.real("sparsity") == 1 - (double) row.whole("kept") / row.whole("prunable")
                    && isShare(row.real("sparsity"))),
        new Promise(
            "kept",
            "prunable weights that are left, 0 to `prunable`",
            row ->
                row.whole("kept") == sum("layers", row, "kept")
                    && row.whole("kept") >= 0
                    && row.whole("kept") <= row.whole("prunable")),
        new Promise(
            "prunable",
            "weights that could have been removed, from 1",
            row -> row.whole("prunable") == sum("layers", row, "prunable")),
        new Promise(
            "groups",
            "weights, filters or channels; null in rows before version 2; since version 2",
            row ->
                Set.of("filter", "channel").contains(row.text("structure"))
                    ? row.whole("groups") < row.whole("prunable")
                    : row.whole("groups") == row.whole("prunable")),
        new Promise(
            "groups_kept",
            "those of them that are left; null when `groups` is",
            row ->
                row.text("method").equals("dense")
                    ? row.whole("groups_kept") == row.whole("groups")
                    : row.whole("groups_kept") < row.whole("groups")),
        new Promise(
            "accuracy",
            "share of test images whose first guess is right",
            row ->
                isTenth(row.real("accuracy"))
                    && row.real("accuracy") == lastEpoch(row).real("test_accuracy")),
        new Promise(
            "top5",
            "share of test images with the right class among the first five guesses",
            row -> isTenth(row.real("top5")) && row.real("top5") >= row.real("accuracy")),
        new Promise(
            "loss",
            "mean cross-entropy over the test set, nats, from 0",
            row -> row.real("loss") >= 0 && row.real("loss") == lastEpoch(row).real("test_loss")),
        new Promise(
            "parameters",
            "all parameters of the dense network",
            row -> row.whole("parameters") > row.whole("prunable")),
        partOf("parameters_kept", "those of them that are left", "parameters"),
        new Promise(
            "macs",
            "multiply-accumulate operations of the dense network for one image",
            row -> row.whole("macs") > row.whole("prunable")),
        partOf("macs_kept", "those of them that are left", "macs"));
  }

  private List<Promise> artifacts() {
    return List.of(
        new Promise(
            "weights_uri",
            "the file of the trained weights, for local files an absolute path; its folder is a DJL model",
            row -> isArtifact(row, "weights_uri", "ticket-0000.params")),
        neverNull("weights_uri"),
        new Promise(
            "mask_uri",
            "the file of the mask, one bit per prunable weight, likewise; for dense runs all bits are 1",
            row ->
                isArtifact(row, "mask_uri", "mask.safetensors")
                    && packed(row).length == (row.whole("prunable") + 7) / 8
                    && BitSet.valueOf(packed(row)).cardinality() == row.whole("kept")),
        neverNull("mask_uri"));
  }

  private List<Promise> cost() {
    return List.of(
        new Promise(
            "epochs",
            "of this run's own schedule, from 0",
            row -> row.whole("epochs") == ofRun("epochs", row).size()),
        new Promise(
            "passes",
            "that the method costs run alone, earlier rounds included",
            row -> row.real("passes") == lastEpoch(row).real("passes") + earlier(row, "passes")),
        new Promise(
            "method_seconds",
            "that the method costs run alone, earlier rounds included; without evaluation, loading and checkpoints",
            row -> {
              double seconds =
                  ofRun("epochs", row).stream().mapToDouble(e -> e.real("seconds")).sum();
              return Math.abs(row.real("method_seconds") - seconds - earlier(row, "method_seconds"))
                  < 1e-6;
            }),
        new Promise(
            "wall_seconds",
            "from start to end of the attempt that finished",
            row ->
                row.real("wall_seconds")
                    == (row.whole("finished_at") - row.whole("started_at")) / 1e3),
        new Promise(
            "forward_passes",
            "without a backward pass, as of a [recalibration](methods.md#retraining-a-part), counted like `passes`, which leaves them out; null in rows before version 5",
            row -> row.real("forward_passes") == 0),
        whole("threads", "of the engine on the CPU, from 1", threads -> threads == 1),
        text("device", "the device it had: `cpu`, `gpu0`", "cpu"::equals),
        text(
            "device_kind",
            "the model of the processor or GPU, or the compute capability (`sm_90`) of a GPU whose model is not certain",
            kind -> !kind.isBlank()),
        text("host", "name of the machine", host -> !host.isBlank()),
        text("executor", "Spark's id of the executor", "driver"::equals),
        new Promise(
            "instruction_set",
            "(`AVX2`, `AVX512_CORE`, …); null on a GPU or where it is not known",
            row ->
                row.isNull("instruction_set")
                    || row.text("instruction_set").matches("[A-Z][A-Z0-9_]+")),
        new Promise(
            "tf32",
            "10 bits of mantissa on a GPU; null on a CPU",
            row -> row.isNull("tf32") == row.text("device").equals("cpu")),
        new Promise(
            "attempt",
            "the attempt that finished, from 1",
            row -> row.whole("attempt") == 1 + ofRun("failures", row).size()),
        time("started_at", "start of this attempt, milliseconds since 1970 UTC"),
        time("finished_at", "end of this attempt, milliseconds since 1970 UTC"),
        text("espalier_version", "of this program", ColumnPromises::isVersion),
        new Promise(
            "git_commit",
            "null when it was not built from a clone",
            row -> row.isNull("git_commit") || row.text("git_commit").matches("[0-9a-f]{7,40}.*")),
        text("spark_version", "of the cluster", ColumnPromises::isVersion),
        text("djl_version", "of the engine's Java side", ColumnPromises::isVersion),
        text("libtorch_version", "of the engine", ColumnPromises::isVersion),
        text("java_version", "of the executor", System.getProperty("java.version")::equals),
        text(
            "os",
            "operating system, version and processor architecture",
            os -> os.startsWith(System.getProperty("os.name")) && os.split(" ").length == 3));
  }

  private List<Promise> epochs() {
    return List.of(
        text("key", "of the run", key -> run(key) != null),
        text(
            "phase",
            "`train`, `retrain`, `train order 1` with that `data_order`, or the name of its search, such as `bip`",
            Set.of("train", "retrain", "train order 1", "bip")::contains),
        new Promise(
            "epoch",
            "from 1 in its phase, to `epochs`",
            row -> row.whole("epoch") >= 1 && row.whole("epoch") <= row.whole("epochs")),
        new Promise(
            "epochs",
            "of the phase",
            row ->
                ofRun("epochs", row).stream()
                    .filter(other -> other.text("phase").equals(row.text("phase")))
                    .map(other -> other.whole("epoch"))
                    .sorted()
                    .toList()
                    .equals(
                        Stream.iterate(1L, epoch -> epoch + 1)
                            .limit(row.whole("epochs"))
                            .toList())),
        new Promise(
            "passes",
            "forward-backward passes over the training set since the run began",
            row -> row.real("passes") >= placeInRun(row) && isHalf(row.real("passes"))),
        real("train_loss", "mean over the epoch's batches, nats, from 0", loss -> loss >= 0),
        real(
            "test_loss", "mean over the test set after the epoch, nats, from 0", loss -> loss >= 0),
        neverNull("test_loss"),
        real(
            "test_accuracy",
            "share of test images that are right after the epoch",
            ColumnPromises::isTenth),
        neverNull("test_accuracy"),
        real(
            "seconds",
            "the method's time since the epoch before it, without evaluation, loading and checkpoints",
            seconds -> seconds > 0 && seconds < 60));
  }

  private List<Promise> layers() {
    return List.of(
        text("key", "of the run", key -> run(key) != null),
        new Promise(
            "layer",
            "its place in the network, from 0 at the input",
            row -> row.whole("layer") >= 0 && row.whole("layer") < ofRun("layers", row).size()),
        text("name", "of the layer", name -> !name.isBlank()),
        new Promise(
            "shape",
            "filters, channels that each sees, rows, columns; or outputs, inputs",
            row -> {
              List<Long> sizes =
                  Arrays.stream(row.text("shape").split("x")).map(Long::valueOf).toList();
              return (sizes.size() == 4 || sizes.size() == 2)
                  && sizes.stream().reduce(1L, (a, b) -> a * b) == row.whole("prunable")
                  && (row.whole("layer") > 0 || sizes.get(1) == 3);
            }),
        whole("prunable", "its weights, from 1", weights -> weights >= 1),
        partOf("kept", "those of them that are left, 0 to `prunable`", "prunable"),
        new Promise(
            "pq_index",
            "PQ index of the weights kept with p ½ and q 1, from 0 (all equal) to below 1 (one is all)",
            row ->
                row.whole("kept") == 0 || (row.real("pq_index") >= 0 && row.real("pq_index") < 1)),
        new Promise(
            "pq_index",
            "null if none is left that is not 0",
            row -> row.isNull("pq_index") == (row.whole("kept") == 0)),
        new Promise(
            "distortion",
            "null but for [`rd-dp`](methods.md#rd-dp)",
            row ->
                row.isNull("distortion") || run(row.text("key")).text("method").equals("rd-dp")));
  }

  private List<Promise> failures() {
    return List.of(
        new Promise(
            "attempt",
            "from 1",
            row ->
                row.whole("attempt") >= 1 && row.whole("attempt") <= ofRun("failures", row).size()),
        text(
            "kind", "`" + String.join("`, `", KINDS.subList(0, 7)) + "` or `BUG`", KINDS::contains),
        text("cause", "what happened and where, in one line", cause -> cause.lines().count() == 1),
        new Promise(
            "host",
            "null when it is not known",
            row -> row.isNull("host") || !row.text("host").isBlank()),
        new Promise(
            "executor",
            "null when it is not known",
            row -> row.isNull("host") == row.isNull("executor")),
        time("failed_at", "milliseconds since 1970 UTC"));
  }

  private List<Promise> latencies() {
    return List.of(
        text("key", "of the run that wrote the ticket", key -> run(key) != null),
        text(
            "form",
            "`dense`, no weight removed; `masked`, removed weights are 0; `compact`",
            Set.of("dense", "masked", "compact")::contains),
        text("runtime", "`libtorch` or `onnxruntime`", Set.of("libtorch", "onnxruntime")::contains),
        text("runtime_version", "of the runtime", ColumnPromises::isVersion),
        whole("batch", "images of a pass, from 1", batch -> batch == 2),
        whole("threads", "of the runtime on the CPU, from 1", threads -> threads == 1),
        text("device", "`cpu`, `gpu0`", "cpu"::equals),
        text("device_kind", "the model of the processor or GPU", kind -> !kind.isBlank()),
        text("host", "name of the machine", host -> !host.isBlank()),
        new Promise(
            "instruction_set",
            "null on a GPU, where it is not known, and for `onnxruntime`",
            row -> row.isNull("instruction_set") || row.text("runtime").equals("libtorch")),
        whole("passes", "passes that were timed, from 1", passes -> passes == 3),
        new Promise(
            "median_ms",
            "median time of a pass, milliseconds",
            row ->
                row.real("median_ms") >= row.real("lower_ms")
                    && row.real("median_ms") <= row.real("upper_ms")),
        real("lower_ms", "lower quartile, milliseconds", ms -> ms > 0 && ms < 10_000),
        real("upper_ms", "upper quartile, milliseconds", ms -> ms > 0 && ms < 60_000),
        new Promise(
            "images_per_second",
            "`batch` ÷ the median",
            row -> Math.abs(row.real("images_per_second") * row.real("median_ms") - 2000) < 1e-6),
        new Promise(
            "parameters",
            "of the form, those that are 0 included",
            row ->
                row.text("form").equals("compact")
                    ? row.whole("parameters") < run(row.text("key")).whole("parameters")
                    : row.whole("parameters") == run(row.text("key")).whole("parameters")),
        new Promise(
            "macs",
            "multiply-accumulate operations that the form computes for one image, zeros included",
            row ->
                row.text("form").equals("compact")
                    ? row.whole("macs") < run(row.text("key")).whole("macs")
                    : row.whole("macs") == run(row.text("key")).whole("macs")),
        new Promise(
            "memory_bytes",
            "add to the memory of a process, at the peak; null where the system does not tell",
            row -> row.isNull("memory_bytes") || row.whole("memory_bytes") > 0),
        new Promise(
            "file_bytes",
            "size of the weights for `libtorch`, of the model for `onnxruntime`, from 1",
            row -> row.whole("file_bytes") > Float.BYTES * row.whole("parameters")),
        time("measured_at", "start of the measurement, milliseconds since 1970 UTC"),
        text("espalier_version", "of this program", ColumnPromises::isVersion));
  }

  private List<Promise> robustness() {
    return Stream.concat(
            Stream.of(
                text("key", "of the run that wrote the ticket", key -> run(key) != null),
                text(
                    "corruption",
                    "name of the corruption; `none` for the images as they are",
                    Set.of("none", "fog")::contains),
                new Promise(
                    "severity",
                    "1 to 5; 0 for `none`",
                    row -> row.text("corruption").equals("none") == (row.whole("severity") == 0)),
                whole("images", "test images, from 1", images -> images == 10),
                new Promise(
                    "accuracy",
                    "share of images whose class has the largest logit, 0 to 1; of `none`, that of the run",
                    row ->
                        row.whole("severity") > 0
                            ? row.real("accuracy") >= 0 && row.real("accuracy") <= 1
                            : row.real("accuracy") == run(row.text("key")).real("accuracy")),
                new Promise(
                    "top5",
                    "share of images whose class is among the five largest logits, 0 to 1",
                    row -> row.real("top5") >= row.real("accuracy") && row.real("top5") <= 1),
                real("loss", "mean cross-entropy, in nats", loss -> loss > 0)),
            on().stream())
        .toList();
  }

  private List<Promise> sharpness() {
    return Stream.concat(
            Stream.of(
                text("key", "of the run that wrote the ticket", key -> run(key) != null),
                real(
                    "rho", "largest change of a parameter ÷ its size, above 0", rho -> rho == 0.01),
                whole("images", "training images, from 1", images -> images == 20),
                real("loss", "mean cross-entropy of normalised logits, in nats", loss -> loss > 0),
                new Promise(
                    "worst",
                    "growth of the loss at worst, in nats",
                    row -> row.real("worst") >= row.real("mean")),
                real("mean", "growth of the loss in the mean", mean -> Math.abs(mean) < 1)),
            on().stream())
        .toList();
  }

  private List<Promise> connectivity() {
    return Stream.concat(
            Stream.of(
                text(
                    "key",
                    "of the run that wrote the ticket at position 1",
                    key -> run(key) != null),
                new Promise(
                    "other_key",
                    "of the run that wrote the ticket at position 0",
                    row ->
                        run(row.text("other_key")).text("method").equals("omp")
                            && !row.text("other_key").equals(row.text("key"))),
                real("position", "from 0 to 1", position -> position >= 0 && position <= 1),
                real("loss", "mean cross-entropy on training images, in nats", loss -> loss > 0),
                real(
                    "accuracy",
                    "share of test images whose class has the largest logit, 0 to 1",
                    accuracy -> accuracy >= 0 && accuracy <= 1),
                real("test_loss", "mean cross-entropy on test images, in nats", loss -> loss > 0)),
            on().stream())
        .toList();
  }

  /** Where and when a ticket was measured. */
  private List<Promise> on() {
    return List.of(
        text("device", "`cpu`, `gpu0`", "cpu"::equals),
        text("device_kind", "the model of the processor or GPU", kind -> !kind.isBlank()),
        text("host", "name of the machine", host -> !host.isBlank()),
        time("measured_at", "start of the measurement, milliseconds since 1970 UTC"),
        text("espalier_version", "of this program", ColumnPromises::isVersion));
  }

  private static Promise text(String column, String told, Predicate<String> holds) {
    return new Promise(column, told, row -> holds.test(row.text(column)));
  }

  private static Promise whole(String column, String told, Predicate<Long> holds) {
    return new Promise(column, told, row -> holds.test(row.whole(column)));
  }

  private static Promise real(String column, String told, Predicate<Double> holds) {
    return new Promise(column, told, row -> holds.test(row.real(column)));
  }

  private static Promise neverNull(String column) {
    return new Promise(column, "null in rows of other writers only", row -> !row.isNull(column));
  }

  private static Promise partOf(String column, String told, String whole) {
    return new Promise(
        column, told, row -> row.whole(column) >= 0 && row.whole(column) <= row.whole(whole));
  }

  private Promise time(String column, String told) {
    return whole(column, told, time -> time >= results.began() && time <= results.ended());
  }

  private static boolean isSha256(String text) {
    return text.matches("[0-9a-f]{64}");
  }

  private static boolean isVersion(String text) {
    return text.matches("\\d+\\.\\d+\\.\\d+.*");
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  /** Whether this is a share of ten images. */
  private static boolean isTenth(double value) {
    return isShare(value) && Math.abs(10 * value - Math.rint(10 * value)) < 1e-9;
  }

  /** A pass of a search of BiP is one and a half. */
  private static boolean isHalf(double passes) {
    return 2 * passes == Math.rint(2 * passes);
  }

  private static boolean startsAtInitialization(ShownRow row) {
    return FROM_INITIALIZATION.contains(row.text("method"));
  }

  private static String setting(ShownRow row, String owner, String name) {
    return json(row).get(owner).get(name).asText();
  }

  private static JsonNode json(ShownRow row) {
    try {
      return new JsonMapper().readTree(row.text("settings"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ShownRow run(String key) {
    return results.run(key);
  }

  private List<ShownRow> ofRun(String table, ShownRow row) {
    return results.of(table).stream()
        .filter(other -> other.text("key").equals(row.text("key")))
        .toList();
  }

  private long sum(String table, ShownRow row, String column) {
    return ofRun(table, row).stream().mapToLong(other -> other.whole(column)).sum();
  }

  /** The value of the round before; 0 where there is none. */
  private double earlier(ShownRow row, String column) {
    if (row.isNull("parent_key")) {
      return 0;
    }
    ShownRow parent = run(row.text("parent_key"));
    return parent.text("method").equals("dense") ? 0 : parent.real(column);
  }

  private ShownRow lastEpoch(ShownRow run) {
    return inOrder(run).get(inOrder(run).size() - 1);
  }

  private int placeInRun(ShownRow epoch) {
    return 1 + inOrder(epoch).indexOf(epoch);
  }

  /** The epochs of a run: its search, then its training. */
  private List<ShownRow> inOrder(ShownRow row) {
    List<ShownRow> epochs = new ArrayList<>(ofRun("epochs", row));
    epochs.sort(
        (a, b) ->
            a.text("phase").equals(b.text("phase"))
                ? Long.compare(a.whole("epoch"), b.whole("epoch"))
                : a.text("phase").compareTo(b.text("phase")));
    return epochs;
  }

  private boolean isArtifact(ShownRow row, String column, String name) {
    Path file = Path.of(row.text(column));
    return file.equals(results.folder().resolve("artifacts").resolve(row.text("key")).resolve(name))
        && Files.isRegularFile(file)
        && Files.isRegularFile(file.resolveSibling("ticket.json"));
  }

  private static byte[] packed(ShownRow row) {
    try {
      return new MaskFile(new LocalStorage(), row.text("mask_uri")).packed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
