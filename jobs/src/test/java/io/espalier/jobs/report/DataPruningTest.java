// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import io.espalier.pruning.method.Scorings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DataPruningTest {
  private static final String SETTING = "shapes resnet20s";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  @Test
  void each_run_on_a_part_is_compared_with_that_of_its_seed_on_all_images() throws IOException {
    bench.write(dense1, dense2);
    bench.write(dense1.pruned("omp", "", 0.5, 0.88));
    on(0.5, "el2n", dense1.in(part(0.5)), 0.80);
    on(0.5, "el2n", dense2.in(part(0.5)), 0.84);
    on(0.5, "el2n", dense1.in(part(0.5)).pruned("omp", "", 0.5, 0), 0.78);
    on(0.25, "random", dense1.in(part(0.25)), 0.70);
    on(0.9, "seta", dense1.in(part(0.9)).costing(140, 9), 0.89);
    on(1, "seta", dense1.in(SETTING + " data_pruning(groups=3 score=seta until=0.5)"), 0.895);
    bench.write(SampleRun.dense("", 1, 0.1).in("other model"));
    for (String score : Scorings.ALL.names()) {
      bench.write(dense1.pruned(score, "", 0, 0.5).fromInitialisation());
    }

    assertThat(
            bench.ask(
                "data_pruning",
                "setting, score, data_density, method, sparsity, round(accuracy, 4),"
                    + " round(difference, 4), seeds, passes"))
        .containsExactly(
            "[shapes resnet20s,all images,1.0,dense,0.0,0.91,null,2,200.0]",
            "[shapes resnet20s,el2n hard,0.5,dense,0.0,0.82,-0.09,2,200.0]",
            "[shapes resnet20s,random,0.25,dense,0.0,0.7,-0.2,1,200.0]",
            "[shapes resnet20s,seta,0.9,dense,0.0,0.89,-0.01,1,140.0]",
            "[shapes resnet20s,seta groups=3 until=0.5,1.0,dense,0.0,0.895,-0.005,1,200.0]",
            "[shapes resnet20s,all images,1.0,omp,0.5,0.88,null,1,200.0]",
            "[shapes resnet20s,el2n hard,0.5,omp,0.5,0.78,-0.1,1,200.0]");
    assertThat(bench.answer("select distinct method from pruned"))
        .as("runs that score prune nothing")
        .containsExactly("[omp]");
    Report report = Report.of(bench.spark(), bench.store());
    assertThat(report.figures("data_pruning")).as("omp by el2n").hasSize(1);
    assertThat(report.figures("data_pruning").get(0)).contains(">78<", ">88<", ">91<", ">82<");
  }

  @Test
  void runs_on_all_images_alone_are_no_part() throws IOException {
    bench.write(dense1, dense1.pruned("omp", "", 0.5, 0.88));

    assertThat(bench.ask("data_pruning", "score")).isEmpty();
  }

  private static String part(double keep) {
    return SETTING + " data_pruning(keep=" + keep + ")";
  }

  private static void on(double keep, String score, SampleRun run, double accuracy)
      throws IOException {
    SampleRun found =
        new SampleRun(
            run.setting(),
            run.fingerprint(),
            run.structure(),
            run.method(),
            run.variant(),
            run.sparsity(),
            run.seed(),
            accuracy,
            run.denseVariant(),
            run.denseKey(),
            run.passes(),
            run.seconds(),
            run.deviceKind(),
            run.threads());
    RunRow row =
        found.choosing(
            "},\"data_pruning\":{\"keep\":%s,\"score\":\"%s\",\"order\":\"hard\""
                .formatted(keep, score));
    bench.store().write(row, List.of(), List.of());
  }
}
