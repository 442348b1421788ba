// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InstructionSetTest {
  private static final Set<String> HASWELL = Set.of("sse4_1", "avx", "avx2", "fma");
  private static final Set<String> ZEN_5 =
      with(
          HASWELL,
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512dq",
          "avx512_vnni",
          "avx512_bf16",
          "avx_vnni");
  private static final Set<String> SAPPHIRE_RAPIDS =
      with(ZEN_5, "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16");

  @Test
  void the_largest_set_needs_its_flags_and_those_of_all_smaller_sets() {
    assertThat(InstructionSet.largest(HASWELL)).contains(InstructionSet.AVX2);
    assertThat(InstructionSet.largest(ZEN_5)).contains(InstructionSet.AVX512_CORE_BF16);
    assertThat(InstructionSet.largest(SAPPHIRE_RAPIDS)).contains(InstructionSet.AVX512_CORE_AMX);
    assertThat(InstructionSet.largest(with(HASWELL, "avx512f", "amx_tile")))
        .contains(InstructionSet.AVX2);
    assertThat(InstructionSet.largest(Set.of("neon"))).isEmpty();
  }

  @Test
  void a_limit_gives_the_smaller_of_itself_and_the_available_set() {
    assertThat(InstructionSet.AVX512_CORE_AMX.limitedTo(InstructionSet.AVX512_CORE))
        .isEqualTo(InstructionSet.AVX512_CORE);
    assertThat(InstructionSet.AVX2.limitedTo(InstructionSet.AVX512_CORE))
        .isEqualTo(InstructionSet.AVX2);
  }

  @Test
  void names_of_onednn_are_read_in_any_letter_case() {
    assertThat(InstructionSet.named("avx512_core")).contains(InstructionSet.AVX512_CORE);
    assertThat(InstructionSet.named("ALL")).isEmpty();
  }

  private static Set<String> with(Set<String> flags, String... more) {
    Set<String> all = new TreeSet<>(flags);
    all.addAll(Set.of(more));
    return all;
  }
}
