// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import ai.djl.engine.EngineException;
import ai.djl.util.Utils;
import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.InstructionSet;
import io.espalier.pruning.engine.NativeEnvironment;
import io.espalier.pruning.engine.Processor;
import io.espalier.pruning.model.PrunableNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of this process, limited to the fastest instruction set with correct results.
 *
 * <p>The limit is determined once per machine, see {@link EngineProbe}, and stored in a file next
 * to the unpacked libtorch. It is set in the environment of the process, which oneDNN reads at its
 * first operation: call {@link #checked} before any computation. A limit that the user sets in
 * {@value InstructionSet#VARIABLE} takes precedence and is checked.
 */
public final class ProcessEngine {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEngine.class);

  /** The limits to check, fastest first: all, without AMX, without bfloat16, without AVX-512. */
  private static final List<String> LIMITS =
      List.of(
          EngineVerdict.NO_LIMIT,
          InstructionSet.AVX512_CORE_BF16.name(),
          InstructionSet.AVX512_CORE.name(),
          InstructionSet.AVX2.name());

  /** The values that mean no limit to oneDNN. */
  private static final Set<String> UNLIMITED = Set.of(EngineVerdict.NO_LIMIT, "DEFAULT");

  private static final String CAPACITY_VARIABLE = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";

  /**
   * Number of kernels that oneDNN caches; a network has 20 to 200 per batch size. With the default
   * of 1,024, runs in one process could evict kernels of each other, and setting them up again
   * would not be a {@linkplain io.espalier.pruning.model.PrunableNet first pass}.
   */
  private static final String CAPACITY = "16384";

  /** The checked engines by device; static, because a process has one engine. */
  private static final Map<String, CheckedEngine> CHECKED = new ConcurrentHashMap<>();

  private ProcessEngine() {}

  /**
   * The engine of this process. The first call sets the limit; on a machine that has not been
   * checked yet, it takes some seconds.
   *
   * @param device device name of DJL: {@code cpu}, {@code gpu0}
   */
  public static CheckedEngine checked(String device) {
    return CHECKED.computeIfAbsent(
        device, name -> name.startsWith("gpu") ? onGpu(name) : onProcessor());
  }

  private static CheckedEngine onGpu(String device) {
    List<EngineVerdict> tried = List.of(inThisProcess(EngineVerdict.NO_LIMIT, device));
    String kind = CheckedEngine.GPU + DeviceFacts.of(device).kind();
    return new CheckedEngine(kind, EngineVerdict.NO_LIMIT, null, tried);
  }

  private static CheckedEngine onProcessor() {
    Processor processor = Processor.here();
    Optional<String> given = given();
    boolean isEarly = !PrunableNet.anyHasComputed();
    boolean isFree = isEarly && given.isEmpty();
    if (isEarly) {
      setCapacity();
    }
    List<EngineVerdict> tried = tried(processor, given);
    String limit =
        isFree && !PrunableNet.anyHasComputed() // a check in this process has computed
            ? CheckedEngine.fastestRight(tried)
            : given.orElse(EngineVerdict.NO_LIMIT); // without one, it is too late to set it
    if (isFree && !limit.equals(EngineVerdict.NO_LIMIT)) {
      NativeEnvironment.setDefault(InstructionSet.VARIABLE, limit);
      LOG.info(
          "libtorch computes correct results on {} with {}={}",
          processor.name(),
          InstructionSet.VARIABLE,
          limit);
    }
    return new CheckedEngine(processor.name(), limit, left(processor, limit), tried);
  }

  private static InstructionSet left(Processor processor, String limit) {
    Optional<InstructionSet> all = InstructionSet.largest(processor.flags());
    boolean isUnlimited = UNLIMITED.contains(limit.toUpperCase(Locale.ROOT));
    Optional<InstructionSet> limited = InstructionSet.named(limit);
    return isUnlimited
        ? all.orElse(null)
        : all.flatMap(largest -> limited.map(largest::limitedTo)).orElse(null);
  }

  /** The limit set by the user; an unknown name means no limit, to oneDNN and here. */
  private static Optional<String> given() {
    return Stream.of(InstructionSet.VARIABLE, "DNNL_MAX_CPU_ISA")
        .map(System.getenv()::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  private static List<EngineVerdict> tried(Processor processor, Optional<String> given) {
    Path folder = Utils.getEngineCacheDir("pytorch");
    try {
      return new VerdictFile(folder, EngineIdentity.of(processor)).read(() -> probed(given));
    } catch (IOException e) {
      LOG.warn("{}; checking the engine in this process", e.getMessage());
      return List.of(inThisProcess(given.orElse(EngineVerdict.NO_LIMIT), "cpu"));
    }
  }

  /** Checks further limits only if some results under the first one are incorrect. */
  private static List<EngineVerdict> probed(Optional<String> given) throws IOException {
    List<EngineVerdict> tried = new ArrayList<>();
    for (String limit : given.map(List::of).orElse(LIMITS)) {
      tried.add(EngineProbe.under(limit));
      if (tried.get(0).wrong().isEmpty()) {
        break;
      }
    }
    return tried;
  }

  private static EngineVerdict inThisProcess(String limit, String device) {
    List<Finding> findings = new ArrayList<>();
    for (int index = 0; index < EngineCheck.cases(); index++) {
      List<Finding> found = new ArrayList<>();
      try {
        EngineCheck.of(index, device).forEach(found::add);
      } catch (EngineException e) { // for example, a GPU without bfloat16
        LOG.warn("Cannot compute a case of the engine check on {}: {}", device, e.getMessage());
        found.addAll(EngineCheck.died(index, List.copyOf(found)));
      }
      findings.addAll(found);
    }
    return new EngineVerdict(limit, findings);
  }

  /**
   * Sets the capacity; a failure is only logged, because only runs that share a process need it.
   */
  private static void setCapacity() {
    try {
      NativeEnvironment.setDefault(CAPACITY_VARIABLE, CAPACITY);
    } catch (LinkageError e) {
      LOG.warn("Cannot set {}={}: {}", CAPACITY_VARIABLE, CAPACITY, e.toString());
    }
  }
}
