package io.espalier.pruning.data;

/**
 * The classes of {@link Shapes}, each a figure inside of the unit circle. All have a mirror axis,
 * so that a mirrored image shows the same figure at another angle.
 */
enum Motif {
  DISC {
    @Override
    boolean covers(double u, double v) {
      return u * u + v * v < 0.8;
    }
  },
  RING {
    @Override
    boolean covers(double u, double v) {
      double r = u * u + v * v;
      return r > 0.3 && r < 1;
    }
  },
  SQUARE {
    @Override
    boolean covers(double u, double v) {
      return edge(u, v) < 0.7;
    }
  },
  FRAME {
    @Override
    boolean covers(double u, double v) {
      return edge(u, v) > 0.38 && edge(u, v) < 0.7;
    }
  },
  TRIANGLE {
    @Override
    boolean covers(double u, double v) {
      return v > -0.5 && 1.7320508 * Math.abs(u) + v < 1;
    }
  },
  CROSS {
    @Override
    boolean covers(double u, double v) {
      return Math.min(Math.abs(u), Math.abs(v)) < 0.25 && edge(u, v) < 0.95;
    }
  },
  BARS {
    @Override
    boolean covers(double u, double v) {
      double a = Math.abs(u);
      return edge(u, v) < 0.7 && (a < 0.17 || a > 0.45);
    }
  },
  CHECKER {
    @Override
    boolean covers(double u, double v) {
      return edge(u, v) < 0.7 && u * v > 0;
    }
  },
  CRESCENT {
    @Override
    boolean covers(double u, double v) {
      return u * u + v * v < 0.95 && (u - 0.5) * (u - 0.5) + v * v > 0.5;
    }
  },
  DOTS {
    @Override
    boolean covers(double u, double v) {
      double a = Math.abs(u) - 0.52;
      double b = Math.abs(v) - 0.52;
      return a * a + b * b < 0.08;
    }
  };

  /** Whether the figure covers a point; only ever where u² + v² &lt; 1. */
  abstract boolean covers(double u, double v);

  private static double edge(double u, double v) {
    return Math.max(Math.abs(u), Math.abs(v));
  }
}
