// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

/**
 * The classes of {@link Shapes}, each a figure within the unit circle. All have a mirror axis, so
 * that a mirrored image has the same figure at another angle.
 */
enum Motif {
  DISC {
    @Override
    boolean covers(double u, double v) {
      return u * u + v * v < 0.7;
    }
  },
  RINGS {
    @Override
    boolean covers(double u, double v) {
      double r = Math.sqrt(u * u + v * v);
      return r < 0.3 || (r > 0.6 && r < 0.95);
    }
  },
  SQUARE {
    @Override
    boolean covers(double u, double v) {
      return edge(u, v) < 0.7;
    }
  },
  TRIANGLE {
    @Override
    boolean covers(double u, double v) {
      return v < 0.5 && 1.7320508 * Math.abs(u) - v < 1;
    }
  },
  CROSS {
    @Override
    boolean covers(double u, double v) {
      return Math.min(Math.abs(u), Math.abs(v)) < 0.25 && edge(u, v) < 0.95;
    }
  },
  SALTIRE {
    @Override
    boolean covers(double u, double v) {
      double p = 0.7071068 * (u + v);
      double q = 0.7071068 * (u - v);
      return Math.min(Math.abs(p), Math.abs(q)) < 0.25 && edge(p, q) < 0.95;
    }
  },
  ROWS {
    @Override
    boolean covers(double u, double v) {
      return edge(u, v) < 0.7 && onBand(v);
    }
  },
  COLUMNS {
    @Override
    boolean covers(double u, double v) {
      return edge(u, v) < 0.7 && onBand(u);
    }
  },
  CHECKER {
    @Override
    boolean covers(double u, double v) {
      return edge(u, v) < 0.7 && onBand(u) == onBand(v);
    }
  },
  DOTS {
    @Override
    boolean covers(double u, double v) {
      double a = Math.abs(u) - 0.5;
      double b = Math.abs(v) - 0.5;
      return a * a + b * b < 0.08;
    }
  };

  /** Whether the figure covers a point; true only if u² + v² &lt; 1. */
  abstract boolean covers(double u, double v);

  private static double edge(double u, double v) {
    return Math.max(Math.abs(u), Math.abs(v));
  }

  /** Whether w is on the first, third or fifth of five equal bands from −0.7 to 0.7. */
  private static boolean onBand(double w) {
    return (int) ((w + 0.7) / 0.28) % 2 == 0;
  }
}
