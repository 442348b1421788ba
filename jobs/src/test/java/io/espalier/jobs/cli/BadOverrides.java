// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static io.espalier.jobs.cli.BadValue.input;

import java.util.List;

/** Invalid values of {@code --set}. */
final class BadOverrides {
  private BadOverrides() {}

  private static final String FORM = "must be key=value, as in grid.seed=1";

  static final List<BadValue> ALL =
      List.of(
          input("grid.seed", "--set grid.seed: Invalid --set: grid.seed, " + FORM),
          input("=", "--set : Invalid --set: =, " + FORM),
          input("=1", "--set : Invalid --set: =1, " + FORM),
          input("grid.=1", "--set grid.: Invalid --set: grid.=1, " + FORM),
          input(".grid=1", "--set .grid: Invalid --set: .grid=1, " + FORM),
          input("grid..seed=1", "--set grid..seed: Invalid --set: grid..seed=1, " + FORM),
          input("grid.sede=1", "--set grid.sede: Unknown key: sede, did you mean seed?"),
          input("gird.seed=1", "--set gird.seed: Unknown key: gird, did you mean grid?"),
          input("GRID.seed=1", "--set GRID.seed: Unknown key: GRID, did you mean grid?"),
          input(" grid.seed=1", "--set  grid.seed: Unknown key:  grid, did you mean grid?"),
          input("grid.seed[0]=1", "--set grid.seed[0]: Unknown key: seed[0]"),
          input("grid.seed.0=1", "grid.seed is 1 at {}/sweep.yaml:1:106, must be a mapping"),
          input(
              "grid.method.rate=1",
              "grid.method is \"omp\" at {}/sweep.yaml:1:80, must be a mapping"),
          input("grid.seed=", "--set grid.seed: Invalid seed: null, must be a whole number"),
          input("grid.seed=one", "--set grid.seed: Invalid seed: \"one\", must be a whole number"),
          input("grid.seed=[1", "--set grid.seed: Cannot read YAML: while parsing a flow sequence"),
          input("grid.seed=1: 2: 3", "--set grid.seed: Cannot read YAML: "),
          input("grid.seed=*a", "--set grid.seed: Cannot read YAML: found undefined alias a"),
          input(
              "grid.seed=!!java.net.URL [x]",
              "--set grid.seed: Cannot read YAML: Global tag is not allowed"),
          input("grid=1", "--set grid: Invalid grid: 1, must be a mapping with [dataset, model,"),
          input(
              "grid.method={name: omp, rate: fast}",
              "--set grid.method: Invalid rate: \"fast\", must be a number"),
          input(
              "grid.dataset={name: shapes, train: 40, test: 20, validation: 0.0001}",
              "--set grid.dataset: Cannot hold out a share of 1.0E-4"),
          input("device=GPU", "--set device: Unknown device: GPU, did you mean gpu?"),
          input("only=grid", "--set only: Cannot run only \"grid\": the sweep has no parts"),
          input(
              "grid.seed=" + "x".repeat(2_000),
              "--set grid.seed: Invalid seed: \"xxx",
              "… (2,002 characters)"),
          input("x".repeat(2_000) + "=1", "Unknown key: xxx", "… (2,000 characters)"));
}
