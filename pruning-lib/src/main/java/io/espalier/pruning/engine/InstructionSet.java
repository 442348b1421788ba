// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The instruction sets with kernels in oneDNN, each of which includes those before it. A name is
 * also a value of {@value #VARIABLE}, the environment variable that limits a process to a set ("CPU
 * dispatcher control" in the documentation of oneDNN).
 */
public enum InstructionSet {
  SSE41("sse4_1"),
  AVX("avx"),
  AVX2("avx2"),
  AVX512_CORE("avx512f avx512bw avx512vl avx512dq"),
  AVX512_CORE_VNNI("avx512_vnni"),
  AVX512_CORE_BF16("avx512_bf16"),
  AVX512_CORE_FP16("avx512_fp16"),
  AVX512_CORE_AMX("amx_tile amx_int8 amx_bf16");

  /** oneDNN reads it once, before its first operation. */
  public static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";

  private final String flags;

  InstructionSet(String flags) {
    this.flags = flags;
  }

  /**
   * The largest set of a processor.
   *
   * @param flags flags of the processor, by their names in Linux
   */
  public static Optional<InstructionSet> largest(Set<String> flags) {
    InstructionSet largest = null;
    for (InstructionSet set : values()) {
      if (!flags.containsAll(List.of(set.flags.split(" ", -1)))) {
        break;
      }
      largest = set;
    }
    return Optional.ofNullable(largest);
  }

  /** The instruction set with this name; empty if oneDNN does not know it either. */
  public static Optional<InstructionSet> named(String name) {
    return Arrays.stream(values()).filter(set -> set.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The smaller one of this set and {@code limit}. */
  public InstructionSet limitedTo(InstructionSet limit) {
    return Collections.min(List.of(this, limit));
  }
}
