// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static io.espalier.jobs.report.Drawn.section;
import static java.util.Arrays.asList;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jfree.chart.ui.RectangleEdge.BOTTOM;
import static org.jfree.chart.ui.RectangleEdge.LEFT;

import io.espalier.jobs.figure.CostFigure;
import io.espalier.jobs.figure.CurveFigure;
import io.espalier.jobs.figure.DistortionFigure;
import io.espalier.jobs.figure.Figure;
import io.espalier.jobs.figure.LayerFigure;
import io.espalier.jobs.figure.OverlapFigure;
import io.espalier.jobs.figure.Panel;
import io.espalier.jobs.figure.PqIndexFigure;
import io.espalier.jobs.figure.RankFigure;
import io.espalier.jobs.figure.SharpnessFigure;
import io.espalier.jobs.figure.SlotFigure;
import io.espalier.jobs.figure.SmallDenseFigure;
import io.espalier.jobs.figure.StabilityFigure;
import io.espalier.jobs.figure.Theme;
import io.espalier.jobs.figure.TicketFigure;
import io.espalier.jobs.figure.TrajectoryFigure;
import io.espalier.jobs.figure.VariationFigure;
import io.espalier.jobs.query.Section;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.axis.ValueTick;
import org.jfree.data.xy.IntervalXYDataset;
import org.jfree.data.xy.XYZDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers that figures draw from the tables given here. */
class FiguresTest {
  private static final List<String> ACCURACY =
      List.of("method", "variant", "sparsity", "accuracy", "accuracy_ci95", "difference");
  private static final List<String> SPEEDUP =
      List.of(
          "imp_variant",
          "method",
          "variant",
          "sparsity",
          "imp_passes",
          "passes",
          "imp_seconds",
          "method_seconds");
  private static final List<String> OVERLAP =
      List.of(
          "method", "variant", "other_method", "other_variant", "sparsity", "iou", "chance_iou");
  private static final List<String> STUDY =
      List.of("method", "changed", "value", "others", "sparsity", "accuracy", "accuracy_ci95");
  private static final List<String> SMALL_DENSE =
      List.of(
          "method",
          "variant",
          "parameters_kept",
          "accuracy",
          "accuracy_ci95",
          "small_dense_parameters",
          "small_dense_accuracy",
          "small_dense_accuracy_ci95");
  private static final List<String> SLOTS =
      List.of("host", "executor", "method", "started_at", "finished_at");

  @Test
  void a_trajectory_has_rounds_on_its_x_axis_and_fills_points_at_or_above_dense() {
    Section section =
        section(
            ACCURACY,
            List.of(
                asList("dense", "", 0.0, 0.92, 0.01, null),
                asList("bip", "", 0.488, 0.93, 0.02, 0.01), // 1 − 0.8³
                asList("bip", "", 0.2, 0.92, 0.005, 0.0), // a tie
                asList("bip", "", 0.737856, 0.91, null, -0.01), // 1 − 0.8⁶, one seed
                asList("omp", "", 0.2, 0.92, null, -1e-12), // a tie, except for rounding
                asList("snip", "", 0.2, 0.9, null, null))); // no dense run

    Drawn drawn = only(new TrajectoryFigure(), section);

    assertThat(drawn.lines())
        .containsExactly(
            "dense: (0, 92 ± 1) (6, 92 ± 1)",
            "bip: (1, 92 ± 0.5 filled) (3, 93 ± 2 filled) (6, 91 hollow)",
            "omp: (1, 92 filled)",
            "snip: (1, 90 hollow)");
    assertThat(drawn.colours()).containsExactly("000000", "d55e00", "009e73", "56b4e9");
  }

  @Test
  void the_marker_of_a_dense_run_is_within_the_axis() {
    List<String> columns =
        List.of("rho", "method", "variant", "sparsity", "worst_sharpness", "worst_sharpness_ci95");
    List<List<Object>> rows =
        List.of(asList(0.01, "dense", "", 0.0, 0.5, null), asList(0.01, "omp", "", 0.9, 0.4, null));

    for (String structure : List.of("unstructured", "filter")) {
      Drawn drawn = only(new SharpnessFigure(), Drawn.section(structure, columns, rows));
      assertThat(drawn.x().getLowerBound()).isNegative();
      assertThat(drawn.lines()).first().isEqualTo("dense: (0, 0.5 filled)");
    }
  }

  @Test
  void an_interval_beyond_0_or_100_percent_does_not_extend_the_axis() {
    Section section =
        section(
            ACCURACY,
            List.of(
                asList("bip", "", 0.2, 0.95, 0.2, null), asList("bip", "", 0.36, 0.1, 0.3, null)));

    Drawn drawn = only(new TrajectoryFigure(), section);

    assertThat(drawn.y().getLowerBound()).isZero();
    assertThat(drawn.y().getUpperBound()).isEqualTo(100);
  }

  @Test
  void the_axis_of_a_single_point_spans_at_least_one_percentage_point() {
    Section section =
        section("filter", ACCURACY, List.of(asList("bip", "", 0.3, 0.93, null, 0.01)));

    Drawn drawn = only(new TrajectoryFigure(), section);

    assertThat(drawn.y().getUpperBound() - drawn.y().getLowerBound()).isBetween(1.0, 1.5);
  }

  @Test
  void structured_sparsity_has_percent_on_the_x_axis() {
    Section section =
        section("filter", ACCURACY, List.of(asList("bip", "", 0.3, 0.93, null, 0.01)));

    assertThat(only(new TrajectoryFigure(), section).lines())
        .containsExactly("bip: (30, 93 filled)");
  }

  @Test
  void variants_are_labelled_by_the_settings_that_differ_and_keep_the_colour_of_their_method() {
    Section section =
        section(
            ACCURACY,
            List.of(
                asList("bip", "batch=50 gamma=0.5", 0.2, 0.9, null, null),
                asList("bip", "batch=50", 0.2, 0.8, null, null),
                asList("imp", "epochs=3", 0.2, 0.7, null, null)));

    Drawn drawn = only(new TrajectoryFigure(), section);

    assertThat(drawn.lines())
        .containsExactly(
            "bip gamma=0.5: (1, 90 hollow)", "bip: (1, 80 hollow)", "imp: (1, 70 hollow)");
    assertThat(drawn.colours()).containsExactly("d55e00", "d55e00", "0072b2");
  }

  @Test
  void lines_beyond_the_distinguishable_number_are_left_to_the_table() {
    List<List<Object>> rows = new ArrayList<>();
    for (int gamma = 0; gamma < 30; gamma++) {
      rows.add(asList("bip", "gamma=" + gamma, 0.2, 0.9, null, null));
    }
    rows.add(asList("imp", "", 0.2, 0.9, null, null));
    rows.add(asList("imp", "", 0.36, 0.9, null, null));

    Panel panel = new TrajectoryFigure().panels(section(ACCURACY, rows)).get(0);

    assertThat(new Drawn(panel).lines()).hasSize(26).last().asString().startsWith("imp:");
    assertThat(panel.caption()).endsWith(" (26 of 31 lines; see the table for all)");
  }

  @Test
  void without_a_pruned_run_there_is_no_trajectory() {
    Section section = section(ACCURACY, List.of(asList("dense", "", 0.0, 0.92, 0.01, null)));

    assertThat(new TrajectoryFigure().panels(section)).isEmpty();
  }

  @Test
  void tickets_have_a_row_per_method_hollow_if_claimed_and_filled_if_proven() {
    Section section =
        section(
            List.of("method", "variant", "sparsity", "proven_sparsity"),
            List.of(
                asList("bip", "", 0.488, 0.2),
                asList("imp", "", 0.2, null),
                asList("omp", "", null, null)));

    Drawn drawn = only(new TicketFigure(), section);

    assertThat(((SymbolAxis) drawn.y()).getSymbols()).containsExactly("imp", "bip");
    assertThat(drawn.lines())
        .containsExactly("imp: (1, 0 hollow)", "bip: (1, 1 filled) (3, 1 hollow)");
  }

  @Test
  void costs_are_drawn_with_those_of_imp() {
    Section section =
        section(
            SPEEDUP,
            List.of(
                asList("", "bip", "", 0.2, 160.0, 200.0, 80.0, 110.0),
                asList("", "bip", "", 0.36, 320.0, 200.0, 160.0, 110.0),
                asList("", "omp", "", 0.2, 160.0, 160.0, null, null)));

    List<Panel> panels = new CostFigure().panels(section);

    assertThat(panels).hasSize(2);
    assertThat(new Drawn(panels.get(0)).lines())
        .containsExactly(
            "imp: (1, 160 hollow) (2, 320 hollow)",
            "bip: (1, 200 filled) (2, 200 filled)",
            "omp: (1, 160 filled)");
    assertThat(new Drawn(panels.get(1)).lines())
        .containsExactly(
            "imp: (1, 80 hollow) (2, 160 hollow)", "bip: (1, 110 filled) (2, 110 filled)");
  }

  @Test
  void seconds_without_a_comparison_are_not_drawn() {
    Section section =
        section(SPEEDUP, List.of(asList("", "bip", "", 0.2, 160.0, 200.0, null, null)));

    assertThat(new CostFigure().panels(section)).hasSize(1);
  }

  @Test
  void costs_of_less_than_a_second_are_drawn() {
    Section section = section(SPEEDUP, List.of(asList("", "bip", "", 0.2, 1.0, 0.5, 0.4, 0.25)));

    assertThat(new CostFigure().panels(section)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "54, 84, 50 100",
    "100, 100, 50 100 200",
    "0.25, 1.5, 0.2 0.5 1 2",
    "3, 1100, 2 5 10 20 50 100 200 500 1000 2000"
  })
  void the_axis_of_costs_starts_and_ends_at_a_label(double least, double most, String labels) {
    Section section =
        section(
            SPEEDUP,
            List.of(
                asList("", "bip", "", 0.2, null, least, null, null),
                asList("", "bip", "", 0.36, null, most, null, null)));

    ValueAxis axis = only(new CostFigure(), section).y();

    List<?> ticks = axis.refreshTicks(graphics(), new AxisState(), new Rectangle(480, 350), LEFT);
    assertThat(
            ticks.stream()
                .map(tick -> Drawn.number(((ValueTick) tick).getValue()))
                .collect(joining(" ")))
        .isEqualTo(labels)
        .startsWith(Drawn.number(axis.getLowerBound()))
        .endsWith(Drawn.number(axis.getUpperBound()));
  }

  private static Graphics2D graphics() {
    return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
  }

  @Test
  void a_variation_figure_has_values_in_order_and_one_line_per_sparsity() {
    Section section =
        section(
            STUDY,
            List.of(
                asList("bip", "gamma", "10.0", "batch=50", 0.2, 0.7, null),
                asList("bip", "gamma", "2.0", "batch=50", 0.2, 0.8, 0.01),
                asList("bip", "gamma", "2.0", "batch=50", 0.36, 0.6, null),
                asList("bip", "retrain_from", "none", "", 0.2, 0.5, null),
                asList("bip", "retrain_from", "0.5", "", 0.2, 0.9, null)));

    List<Panel> panels = new VariationFigure().panels(section);

    assertThat(panels)
        .extracting(Panel::caption)
        .containsExactly(
            "bip: accuracy by gamma, mean and 95 % interval, with batch=50",
            "bip: accuracy by retrain_from, mean and 95 % interval");
    Drawn gamma = new Drawn(panels.get(0));
    assertThat(((SymbolAxis) gamma.x()).getSymbols()).containsExactly("2.0", "10.0");
    assertThat(gamma.lines())
        .containsExactly(
            "20.00 % removed: (0, 80 ± 1 filled) (1, 70 filled)",
            "36.00 % removed: (0, 60 filled)");
    assertThat(((SymbolAxis) new Drawn(panels.get(1)).x()).getSymbols())
        .containsExactly("none", "0.5");
  }

  @Test
  void layers_are_drawn_at_the_highest_of_the_sparsities_that_most_methods_share() {
    List<String> columns = List.of("method", "variant", "sparsity", "layer", "density");
    Section section =
        section(
            columns,
            List.of(
                asList("bip", "", 0.2, 0, 0.9),
                asList("omp", "", 0.2, 0, 0.8),
                asList("bip", "", 0.36, 0, 0.7),
                asList("bip", "", 0.36, 1, 0.6),
                asList("omp", "", 0.36, 0, 0.5),
                asList("bip", "", 0.9, 0, 0.1)));

    Panel panel = new LayerFigure().panels(section).get(0);

    assertThat(panel.caption()).endsWith("at 36.00 % removed");
    assertThat(new Drawn(panel).lines())
        .containsExactly("bip: (1, 70 filled) (2, 60 filled)", "omp: (1, 50 filled)");
  }

  @Test
  void the_pq_index_is_drawn_by_sparsity_without_the_dense_run() {
    List<String> columns = List.of("method", "variant", "sparsity", "pq_index", "pq_index_ci95");
    Section section =
        section(
            columns,
            List.of(
                asList("dense", "", 0.0, 0.4, null),
                asList("sap", "", 0.2, 0.3, 0.01),
                asList("sap", "", 0.36, 0.2, null)));

    assertThat(only(new PqIndexFigure(), section).lines())
        .containsExactly("sap: (1, 0.3 ± 0.01 filled) (2, 0.2 filled)");
  }

  @Test
  void the_distance_from_the_dense_weights_is_drawn_relative_by_sparsity() {
    List<String> columns =
        List.of("method", "variant", "sparsity", "relative_distance", "relative_distance_ci95");
    Section section =
        section(
            columns,
            List.of(
                asList("imp", "", 0.2, 0.5, 0.1),
                asList("imp", "", 0.36, 0.75, null),
                asList("omp", "", 0.2, null, null))); // a file is missing

    assertThat(only(new StabilityFigure("Distance"), section).lines())
        .containsExactly("imp: (1, 0.5 ± 0.1 filled) (2, 0.75 filled)");
  }

  @Test
  void without_files_there_is_no_figure_of_distances() {
    List<String> columns =
        List.of("method", "variant", "sparsity", "relative_distance", "relative_distance_ci95");
    Section section = section(columns, List.of(asList("imp", "", 0.2, null, null)));

    assertThat(new StabilityFigure("Distance").panels(section)).isEmpty();
  }

  /** Two cells have the same small network beside them. */
  @Test
  void a_small_dense_network_is_a_point_on_one_line_beside_those_of_the_methods() {
    Section section =
        section(
            SMALL_DENSE,
            List.of(
                asList("bip", "", 50_000.0, 0.9, 0.01, 48_000.0, 0.85, 0.02),
                asList("bip", "", 12_000.0, 0.8, null, 12_500.0, 0.7, null),
                asList("omp", "", 45_000.0, 0.88, null, 48_000.0, 0.85, 0.02)));

    assertThat(only(new SmallDenseFigure(), section).lines())
        .containsExactly(
            "small dense: (12.5, 70 hollow) (48, 85 ± 2 hollow)",
            "bip: (12, 80 filled) (50, 90 ± 1 filled)",
            "omp: (45, 88 filled)");
  }

  @Test
  void sizes_from_a_million_on_are_drawn_in_millions() {
    Drawn below = sizes(999_999, 100_000);
    Drawn from = sizes(100_000, 1_000_000);

    assertThat(below.x().getLabel()).isEqualTo("thousands of parameters");
    assertThat(below.lines()).contains("bip: (999.999, 90 filled)");
    assertThat(from.x().getLabel()).isEqualTo("millions of parameters");
    assertThat(from.lines())
        .containsExactly("small dense: (1, 85 hollow)", "bip: (0.1, 90 filled)");
  }

  private static Drawn sizes(double kept, double smallDense) {
    return only(
        new SmallDenseFigure(),
        section(SMALL_DENSE, List.of(asList("bip", "", kept, 0.9, null, smallDense, 0.85, null))));
  }

  @ParameterizedTest
  @CsvSource({
    "12000, 45000, 10 20 50",
    "1300, 150000, 1 2 5 10 20 50 100 200",
    "1300, 180000, 1 10 100"
  })
  void the_axis_of_sizes_has_labels_that_do_not_overlap(double least, double most, String labels) {
    Section section =
        section(
            SMALL_DENSE,
            List.of(
                asList("bip", "", least, 0.9, null, least, 0.85, null),
                asList("bip", "", most, 0.8, null, most, 0.7, null)));

    ValueAxis axis = only(new SmallDenseFigure(), section).x();

    List<?> ticks = axis.refreshTicks(graphics(), new AxisState(), new Rectangle(480, 350), BOTTOM);
    assertThat(ticks.stream().map(tick -> ((ValueTick) tick).getText()).collect(joining(" ")))
        .isEqualTo(labels);
  }

  /** A logarithmic axis has no place for the 0 of a layer that loses nothing. */
  @Test
  void distortions_are_drawn_by_layer_in_a_panel_for_each_variant() {
    List<String> columns =
        List.of("method", "variant", "layer", "name", "removed_sparsity", "distortion");
    Section section =
        section(
            columns,
            List.of(
                asList("rd-dp", "", 0, "stem", 0.0, 0.0),
                asList("rd-dp", "", 0, "stem", 0.5, 2.0),
                asList("rd-dp", "", 1, "head", 0.0, 0.0),
                asList("rd-dp", "", 1, "head", 0.75, 4.0),
                asList("rd-dp", "points=2", 0, "stem", 0.5, 3.0)));

    List<Panel> panels = new DistortionFigure().panels(section);

    assertThat(panels)
        .extracting(panel -> panel.caption().split(":")[0])
        .containsExactly("rd-dp", "rd-dp points=2");
    assertThat(new Drawn(panels.get(0)).lines()).containsExactly("0: (50, 2)", "1: (75, 4)");
  }

  @Test
  void ranks_are_drawn_with_the_best_method_at_the_top_and_bars_of_the_critical_difference() {
    List<String> columns =
        List.of("method", "variant", "average_rank", "critical_difference", "friedman_p", "cells");
    Section section =
        section(
            columns,
            List.of(
                asList("bip", "", 1.25, 1.5, 0.0227, 4L),
                asList("omp", "", 2.0, 1.5, 0.0227, 4L),
                asList("random", "", 2.75, 1.5, 0.0227, 4L)));

    Panel panel = new RankFigure().panels(section).get(0);
    Drawn drawn = new Drawn(panel);

    assertThat(((SymbolAxis) drawn.y()).getSymbols()).containsExactly("random", "omp", "bip");
    assertThat(drawn.lines())
        .containsExactly(
            "bip: (0.5, 2) (1.25, 2 filled) (2, 2)",
            "omp: (1.25, 1) (2, 1 filled) (2.75, 1)",
            "random: (2, 0) (2.75, 0 filled) (3.5, 0)");
    assertThat(panel.caption())
        .isEqualTo(
            "Average rank over 4 cells, and the critical difference at 5 % (Friedman p 0.023: methods"
                + " whose bars overlap do not differ)");
  }

  @Test
  void every_method_of_a_long_ranking_has_its_name() {
    List<String> columns =
        List.of("method", "variant", "average_rank", "critical_difference", "friedman_p", "cells");
    List<List<Object>> rows =
        IntStream.range(0, 30)
            .mapToObj(i -> asList((Object) "omp", "epochs=" + i, i + 1.0, 14.0, 1e-9, 6L))
            .toList();

    Panel panel = new RankFigure().panels(section(columns, rows)).get(0);
    ChartRenderingInfo drawn = new ChartRenderingInfo();
    Graphics2D image =
        new BufferedImage(480, panel.height(), BufferedImage.TYPE_INT_RGB).createGraphics();
    panel.chart().draw(image, new Rectangle(480, panel.height()), drawn);

    List<?> ticks =
        panel
            .chart()
            .getXYPlot()
            .getRangeAxis()
            .refreshTicks(image, new AxisState(), drawn.getPlotInfo().getDataArea(), LEFT);
    assertThat(ticks.stream().map(tick -> ((ValueTick) tick).getText()).distinct())
        .doesNotContain("")
        .hasSize(30);
  }

  @Test
  void long_names_leave_half_of_the_picture_to_the_ranks() {
    List<String> columns =
        List.of("method", "variant", "average_rank", "critical_difference", "friedman_p", "cells");
    List<List<Object>> rows =
        List.of(
            asList("omp", "", 1.0, 2.0, 0.01, 4L),
            asList("mask-sparsity", "epochs=3 press_epochs=0 search_epochs=3", 2.0, 2.0, 0.01, 4L),
            asList("mask-sparsity", "epochs=2 press_epochs=2 search_epochs=2", 3.0, 2.0, 0.01, 4L));

    Panel panel = new RankFigure().panels(section(columns, rows)).get(0);
    ChartRenderingInfo drawn = new ChartRenderingInfo();
    Graphics2D image =
        new BufferedImage(480, panel.height(), BufferedImage.TYPE_INT_RGB).createGraphics();
    panel.chart().draw(image, new Rectangle(480, panel.height()), drawn);

    assertThat(drawn.getPlotInfo().getDataArea().getWidth()).isBetween(180.0, 240.0);
    assertThat(new RankFigure().panels(section(columns, rows.subList(0, 1))).get(0).chart())
        .extracting(chart -> chart.getXYPlot().getRangeAxis().getTickLabelFont())
        .isEqualTo(Theme.SMALL);
  }

  @Test
  void ranks_that_could_be_chance_are_called_so() {
    List<String> columns =
        List.of("method", "variant", "average_rank", "critical_difference", "friedman_p", "cells");
    Section section =
        section(
            columns,
            List.of(asList("bip", "", 1.25, 1.5, 0.2, 4L), asList("omp", "", 1.75, 1.5, 0.2, 4L)));

    assertThat(new RankFigure().panels(section).get(0).caption())
        .endsWith("(Friedman p 0.20: no methods are shown to differ)");
  }

  @Test
  void learning_curves_show_the_dense_run_and_one_sparsity() {
    List<String> columns =
        List.of("method", "variant", "sparsity", "passes", "test_accuracy", "test_accuracy_ci95");
    Section section =
        section(
            columns,
            List.of(
                asList("dense", "", 0.0, 1.0, 0.5, 0.1),
                asList("bip", "", 0.2, 2.0, 0.6, null),
                asList("bip", "", 0.36, 2.0, 0.7, null),
                asList("bip", "", 0.36, 4.0, 0.8, null)));

    assertThat(only(new CurveFigure(), section).lines())
        .containsExactly("dense: (1, 50 ± 10 filled)", "bip: (2, 70 filled) (4, 80 filled)");
  }

  @Test
  void without_masks_there_is_no_overlap_figure() {
    Section section = section(OVERLAP, List.of(asList("bip", "", "imp", "", 0.2, null, null)));

    assertThat(new OverlapFigure().panels(section)).isEmpty();
  }

  @Test
  void a_pair_of_masks_is_drawn_on_both_sides_of_the_diagonal() {
    Section section =
        section(
            OVERLAP,
            List.of(
                asList("bip", "", "imp", "", 0.2, 0.75, 0.5),
                asList("bip", "", "omp", "", 0.2, null, null), // a mask is missing
                asList("imp", "", "omp", "", 0.2, 0.25, 0.5)));

    Drawn drawn = only(new OverlapFigure(), section);

    assertThat(((SymbolAxis) drawn.x()).getSymbols()).containsExactly("bip", "imp", "omp");
    assertThat(((SymbolAxis) drawn.y()).getSymbols()).containsExactly("omp", "imp", "bip");
    XYZDataset data = (XYZDataset) drawn.data();
    List<String> cells = new ArrayList<>();
    for (int item = 0; item < data.getItemCount(0); item++) {
      cells.add(
          Drawn.number(data.getXValue(0, item))
              + " "
              + Drawn.number(data.getYValue(0, item))
              + " "
              + Drawn.number(data.getZValue(0, item)));
    }
    assertThat(cells).containsExactly("0 1 0.75", "1 2 0.75", "1 0 0.25", "2 1 0.25");
  }

  @Test
  void each_slot_has_one_run_at_a_time() {
    Section section =
        section(
            SLOTS,
            List.of(
                asList("h", "1", "bip", 3_600_000L, 7_200_000L), // the first run
                asList("h", "1", "imp", 3_600_000L, 10_800_000L), // in parallel with it
                asList("h", "1", "bip", 7_200_000L, 10_800_000L), // after the first
                asList("h", "0", "omp", 7_200_000L, 9_000_000L)));

    Drawn drawn = only(new SlotFigure(), section);

    IntervalXYDataset data = (IntervalXYDataset) drawn.data();
    assertThat(((SymbolAxis) drawn.x()).getSymbols()).containsExactly("h 0", "h 1", "h 1");
    List<String> bars = new ArrayList<>();
    for (int series = 0; series < data.getSeriesCount(); series++) {
      for (int item = 0; item < data.getItemCount(series); item++) {
        bars.add(
            data.getSeriesKey(series)
                + " in "
                + Drawn.number(data.getXValue(series, item))
                + " from "
                + Drawn.number(data.getStartYValue(series, item))
                + " to "
                + Drawn.number(data.getEndYValue(series, item)));
      }
    }
    assertThat(bars)
        .containsExactly(
            "omp in 0 from 1 to 1.5",
            "bip in 1 from 0 to 1",
            "bip in 1 from 1 to 2",
            "imp in 2 from 0 to 2");
  }

  @Test
  void a_sweep_of_less_than_two_hours_is_drawn_in_minutes() {
    Drawn brief = slots(7_140_000L);
    Drawn whole = slots(7_200_000L);

    assertThat(brief.y().getLabel()).isEqualTo("minutes since the first start");
    assertThat(((IntervalXYDataset) brief.data()).getEndYValue(0, 0)).isEqualTo(119);
    assertThat(whole.y().getLabel()).isEqualTo("hours since the first start");
    assertThat(((IntervalXYDataset) whole.data()).getEndYValue(0, 0)).isEqualTo(2);
  }

  private static Drawn slots(long milliseconds) {
    return only(
        new SlotFigure(), section(SLOTS, List.of(asList("h", "1", "bip", 0L, milliseconds))));
  }

  @Test
  void with_too_many_runs_for_bars_the_runs_in_flight_are_counted() {
    List<List<Object>> rows = new ArrayList<>();
    for (int run = 0; run < 1_001; run++) {
      rows.add(asList("h", "1", "bip", 0L, run == 0 ? 7_200_000L : 3_600_000L));
    }

    List<String> lines = only(new SlotFigure(), section(SLOTS, rows)).lines();

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("runs: (0, 1001) ")
        .contains("(0.995, 1001) (1, 1) ")
        .endsWith("(2, 0)");
  }

  private static Drawn only(Figure figure, Section section) {
    List<Panel> panels = figure.panels(section);
    assertThat(panels).hasSize(1);
    return new Drawn(panels.get(0));
  }
}
