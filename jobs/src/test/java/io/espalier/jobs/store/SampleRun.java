// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

/** A run with all values filled in, of which a test changes those that it checks. */
public record SampleRun(
    String setting,
    String fingerprint,
    String structure,
    String method,
    String variant,
    double sparsity,
    long seed,
    double accuracy,
    String denseVariant,
    String denseKey,
    double passes,
    double seconds,
    String deviceKind,
    int threads) {

  private static final long PRUNABLE = 1_000_000;

  public static SampleRun dense(String variant, long seed, double accuracy) {
    return new SampleRun(
        "shapes resnet20s",
        "f00d",
        "unstructured",
        "dense",
        variant,
        0,
        seed,
        accuracy,
        null,
        null,
        200,
        1000,
        "cpu",
        1);
  }

  /** A run that is pruned from this dense run. */
  public SampleRun pruned(String method, String variant, double sparsity, double accuracy) {
    return new SampleRun(
        setting,
        fingerprint,
        structure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        this.variant,
        key(),
        passes,
        seconds,
        deviceKind,
        threads);
  }

  /** This run, descending from a dense run of the same variant and seed that has another key. */
  public SampleRun fromDense(String itsDenseKey) {
    return new SampleRun(
        setting,
        fingerprint,
        structure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        denseVariant,
        itsDenseKey,
        passes,
        seconds,
        deviceKind,
        threads);
  }

  /** This run, without a dense run to descend from. */
  public SampleRun fromInitialisation() {
    return new SampleRun(
        setting,
        fingerprint,
        structure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        null,
        null,
        passes,
        seconds,
        deviceKind,
        threads);
  }

  public SampleRun in(String otherSetting) {
    return new SampleRun(
        otherSetting,
        fingerprint,
        structure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        denseVariant,
        denseKey,
        passes,
        seconds,
        deviceKind,
        threads);
  }

  public SampleRun onData(String otherFingerprint) {
    return new SampleRun(
        setting,
        otherFingerprint,
        structure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        denseVariant,
        denseKey,
        passes,
        seconds,
        deviceKind,
        threads);
  }

  public SampleRun structured(String otherStructure) {
    return new SampleRun(
        setting,
        fingerprint,
        otherStructure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        denseVariant,
        denseKey,
        passes,
        seconds,
        deviceKind,
        threads);
  }

  public SampleRun costing(double itsPasses, double itsSeconds) {
    return new SampleRun(
        setting,
        fingerprint,
        structure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        denseVariant,
        denseKey,
        itsPasses,
        itsSeconds,
        deviceKind,
        threads);
  }

  public SampleRun on(String otherDeviceKind, int itsThreads) {
    return new SampleRun(
        setting,
        fingerprint,
        structure,
        method,
        variant,
        sparsity,
        seed,
        accuracy,
        denseVariant,
        denseKey,
        passes,
        seconds,
        otherDeviceKind,
        itsThreads);
  }

  /** Different for runs that differ in anything that a report groups by. */
  public String key() {
    return (setting + fingerprint + structure + method + variant + sparsity + "s" + seed + denseKey)
        .replaceAll("[^\\w.-]", "_");
  }

  public RunIdentity identity() {
    return identity("{\"seed\":" + seed + "}", denseKey);
  }

  private RunIdentity identity(String settings, String parentKey) {
    return new RunIdentity(
        key(),
        "shapes",
        fingerprint,
        "resnet20s",
        structure,
        method,
        variant,
        setting,
        denseVariant,
        settings,
        seed,
        sparsity,
        denseKey,
        parentKey);
  }

  public RunRow row() {
    return achieving(sparsity);
  }

  /** The row of a run that removed another share than it was asked for. */
  public RunRow achieving(double achieved) {
    return row(identity(), achieved, place("host", "driver"), 1_000, 2_000);
  }

  /** The row of a run whose method has these settings, {@code "gamma":1.0,"epochs":100}. */
  public RunRow choosing(String settings) {
    RunIdentity identity =
        identity("{\"dataset\":{},\"method\":{" + settings + "},\"model\":{}}", denseKey);
    return row(identity, sparsity, place("host", "driver"), 1_000, 2_000);
  }

  /** The row of a round of an iterative method that follows the round {@code before}. */
  public RunRow after(SampleRun before) {
    RunIdentity identity = identity(identity().settings(), before.key());
    return row(identity, sparsity, place("host", "driver"), 1_000, 2_000);
  }

  /**
   * The row of this run under a key of its own.
   *
   * @param parent key of the run that it starts from, or null
   * @param scores key of the run that scored its images, or null
   */
  public RunRow keyed(String itsKey, String parent, String scores) {
    RunIdentity is = identity();
    RunIdentity identity =
        new RunIdentity(
            itsKey.replaceAll("[^\\w.-]", "_"),
            is.dataset(),
            is.datasetFingerprint(),
            is.model(),
            structure,
            method,
            variant,
            setting,
            denseVariant,
            is.settings(),
            seed,
            sparsity,
            denseKey,
            parent,
            scores);
    return row(identity, sparsity, place("host", "driver"), 1_000, 2_000);
  }

  /** The row of a run at this place and time, in milliseconds since 1970. */
  public RunRow at(String host, String executor, long start, long end) {
    return row(identity(), sparsity, place(host, executor), start, end);
  }

  /** The row of a run with these artifacts. */
  public RunRow keeping(RunArtifacts artifacts) {
    RunRow row = row();
    return new RunRow(
        row.schemaVersion(),
        row.identity(),
        row.result(),
        artifacts,
        row.cost(),
        row.place(),
        row.attempt(),
        row.startedAt(),
        row.finishedAt(),
        row.provenance());
  }

  private RunPlace place(String host, String executor) {
    return new RunPlace(threads, "cpu", deviceKind, host, executor, "AVX2", null);
  }

  private RunRow row(
      RunIdentity identity, double achieved, RunPlace place, long startedAt, long finishedAt) {
    long kept = Math.round((1 - achieved) * PRUNABLE);
    return new RunRow(
        RunRow.SCHEMA_VERSION,
        identity,
        new RunResult(
            1 - (double) kept / PRUNABLE,
            kept,
            PRUNABLE,
            PRUNABLE,
            kept,
            accuracy,
            0.99,
            0.3,
            1_010_000,
            kept + 10_000,
            40_000_000,
            40 * kept),
        new RunArtifacts("file:/out/artifacts/" + key() + "/weights", null),
        new RunCost(100, passes, seconds, seconds + 10, 0.0),
        place,
        1,
        startedAt,
        finishedAt,
        new Provenance("0.1.0", null, "3.5.9", "0.35.1", "2.7.1", "17", "linux amd64"));
  }
}
