// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sources of {@link DeviceSelector}'s programs, in TorchScript. Shapes are written into them.
 *
 * <p>Ranks are those of a stable sort in descending order, so equal scores keep the order of their
 * indices. −0 becomes 0, because a sort that compares bits tells them apart.
 */
final class SelectionPrograms {
  private static final String NAN = "float(\"nan\")";

  private static final String LEAST = "float(\"-inf\")";

  /** 10³⁰ is larger than any gradient, so that kept weights stay. */
  static final String CANDIDATES =
      """
      def forward(self, mask: Tensor, gradient: Tensor) -> Tensor:
        removed = torch.neg(torch.sub(mask, 1))
        candidates = torch.mul(torch.abs(gradient), removed)
        return torch.add(candidates, torch.mul(mask, 1e30))
      """;

  static final String SURVIVORS =
      """
      def forward(self, mask: Tensor, weights: Tensor) -> Tensor:
        return torch.add(torch.mul(torch.abs(weights), mask), torch.sub(mask, 1))
      """;

  /** From (mask, scores) to scores whose order is that of the ranking, −∞ where the mask is 0. */
  static String within(Ranking ranking) {
    return forward(
        "mask: Tensor, scores: Tensor",
        List.of(
            "finite = torch.clamp(%s, %s)"
                .formatted(keys(ranking, "scores"), -(double) Float.MAX_VALUE),
            "return torch.masked_fill(finite, torch.eq(mask, 0), %s)".formatted(LEAST)));
  }

  /** In float64, as Java multiplies. */
  static final String FEWER =
      """
      def forward(self, counts: Tensor, share: float) -> Tensor:
        removed = torch.floor(torch.mul(torch.to(counts, 7), share))
        return torch.sub_(counts, torch.to(removed, 4))
      """;

  /** {@link LayerGroups#sums}, from (outer, members, inner) to (outer · inner). */
  private static final String TREE =
      """

      def tree(self, shares: Tensor, width: int) -> Tensor:
        missing = torch.sub(width, torch.size(shares, 1))
        sums = torch.constant_pad_nd(shares, [0, 0, 0, missing], 0.)
        half = torch.floordiv(width, 2)
        while torch.gt(half, 0):
          sums = torch.add(torch.narrow(sums, 1, 0, half), torch.narrow(sums, 1, half, half))
          half = torch.floordiv(half, 2)
        return torch.reshape(sums, [-1])
      """;

  private SelectionPrograms() {}

  /** Updates (scores, mask) with one number to keep for each part. */
  static String best(List<Rows> rows, Ranking ranking) {
    return best(rows, ranking, numbers(rows.size()), "kept%s");
  }

  /** Updates (scores, mask, counts) with an int64 number to keep for each part. */
  static String bestOfCounts(List<Rows> rows, Ranking ranking) {
    return best(rows, ranking, ", counts: Tensor", "torch.select(counts, 0, %s)");
  }

  private static String best(List<Rows> rows, Ranking ranking, String counts, String count) {
    List<String> lines = new ArrayList<>();
    lines.add("keys = " + keys(ranking, "scores"));
    for (int i = 0; i < rows.size(); i++) {
      Rows part = rows.get(i);
      String shape = "[%s, %s]".formatted(part.count(), part.length());
      lines.addAll(
          ranked(
              i,
              view("keys", part.offset(), part.size(), shape),
              part.length(),
              count.formatted(i)));
      lines.add(
          "_m%1$s = torch.scatter_(%2$s, 1, order%1$s, torch.expand(first%1$s, %3$s))"
              .formatted(i, view("mask", part.offset(), part.size(), shape), shape));
    }
    lines.add("return torch.masked_fill_(mask, %s, %s)".formatted(anyNaN(rows), NAN));
    return forward("scores: Tensor, mask: Tensor" + counts, lines);
  }

  /** Updates (scores, mask, other) with one number of groups to keep for each layer. */
  static String groups(List<LayerGroups> layers, Ranking ranking) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      LayerGroups own = layers.get(i);
      lines.add("own%s = torch.to(%s, 7)".formatted(i, weights("scores", own)));
      String shares = shares(ranking, "own" + i);
      lines.add("sums%s = self.tree(%s, %s)".formatted(i, shares, own.width()));
    }
    String sums = each(layers.size(), "sums%s").collect(Collectors.joining(", "));
    lines.add("sums = torch.cat([%s])".formatted(sums));
    lines.add("ordered = torch.masked_fill(sums, torch.ne(sums, sums), %s)".formatted(LEAST));
    lines.add("keys = " + keys(Ranking.SIGNED, "ordered"));
    int first = 0;
    for (int i = 0; i < layers.size(); i++) {
      lines.addAll(written(i, layers.get(i), first));
      first += layers.get(i).count();
    }
    lines.add("wrong = " + anyNaN(Rows.of(layers.stream().map(LayerGroups::layer).toList())));
    lines.add("_o = torch.masked_fill_(other, wrong, %s)".formatted(NAN));
    lines.add("return torch.masked_fill_(mask, wrong, %s)".formatted(NAN));
    return forward("scores: Tensor, mask: Tensor, other: Tensor" + numbers(layers.size()), lines)
        + TREE;
  }

  /**
   * Ranks the groups of a layer, and writes its part of the mask.
   *
   * @param start index of its first key
   */
  private static List<String> written(int i, LayerGroups own, int start) {
    int count = own.count();
    String keys = "torch.narrow(keys, 0, %s, %s)".formatted(start, count);
    List<String> lines =
        new ArrayList<>(ranked(i, "torch.unsqueeze(%s, 0)".formatted(keys), count, "kept" + i));
    lines.add(
        "bits%1$s = torch.scatter(torch.zeros_like(first%1$s), 0, torch.squeeze(order%1$s, 0), first%1$s)"
            .formatted(i));
    lines.add(
        "_m%s = torch.copy_(%s, torch.view(bits%s, [%s, 1, %s]))"
            .formatted(i, weights("mask", own), i, own.outer(), own.inner()));
    for (long follower : own.followers()) {
      lines.add(
          "_o%1$s = torch.copy_(torch.narrow(other, 0, %2$s, %3$s), bits%1$s)"
              .formatted(i, follower, count));
    }
    return lines;
  }

  /** From a mask to the number of weights that it keeps in each part, int64. */
  static String counts(List<Rows> rows) {
    String counts =
        rows.stream()
            .map(part -> "torch.narrow(mask, 0, %s, %s)".formatted(part.offset(), part.size()))
            .map("torch.sum(torch.ne(%s, 0))"::formatted)
            .collect(Collectors.joining(", "));
    return forward("mask: Tensor", List.of("return torch.stack([%s])".formatted(counts)));
  }

  /** Defines {@code order}, indices from the best on, and {@code first}, 1 for those to keep. */
  private static List<String> ranked(int i, String keys, long length, String kept) {
    return List.of(
        "_s%1$s, order%1$s = torch.sort(%2$s, stable=True, dim=1, descending=True)"
            .formatted(i, keys),
        "ranks%s = torch.arange(%s, dtype=4, layout=None, device=ops.prim.device(mask), pin_memory=False)"
            .formatted(i, length),
        "first%1$s = torch.to(torch.lt(ranks%1$s, %2$s), 6)".formatted(i, kept));
  }

  /** The expression of numbers whose order is that of the scores. */
  static String keys(Ranking ranking, String scores) {
    return switch (ranking) {
      case MAGNITUDE -> "torch.abs(%s)".formatted(scores);
      case SIGNED, SURVIVORS -> "torch.masked_fill(%1$s, torch.eq(%1$s, 0), 0.)".formatted(scores);
    };
  }

  /** {@link Ranking#addHalves} of float64 scores. */
  private static String shares(Ranking ranking, String scores) {
    String square = "torch.mul(%1$s, %1$s)".formatted(scores);
    return switch (ranking) {
      case MAGNITUDE -> square;
      case SIGNED -> scores;
      case SURVIVORS ->
          "torch.masked_fill(%s, torch.lt(%s, 0), %s)".formatted(square, scores, LEAST);
    };
  }

  private static String anyNaN(List<Rows> parts) {
    return Rows.ranges(parts).stream()
        .map(range -> "torch.narrow(scores, 0, %s, %s)".formatted(range.offset(), range.size()))
        .map("torch.any(torch.ne(%1$s, %1$s))"::formatted)
        .reduce("torch.logical_or(%s, %s)"::formatted)
        .orElseThrow();
  }

  private static String weights(String vector, LayerGroups own) {
    String shape = "[%s, %s, %s]".formatted(own.outer(), own.members(), own.inner());
    return view(vector, own.layer().offset(), own.layer().size(), shape);
  }

  private static String view(String vector, long offset, long size, String shape) {
    return "torch.view(torch.narrow(%s, 0, %s, %s), %s)".formatted(vector, offset, size, shape);
  }

  private static String numbers(int count) {
    return each(count, ", kept%s: float").collect(Collectors.joining());
  }

  private static Stream<String> each(int count, String form) {
    return IntStream.range(0, count).mapToObj(form::formatted);
  }

  private static String forward(String parameters, List<String> lines) {
    return "def forward(self, %s) -> Tensor:\n".formatted(parameters)
        + String.join("\n", lines).indent(2);
  }
}
