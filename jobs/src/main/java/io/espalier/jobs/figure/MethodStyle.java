// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Map;

/**
 * The style of a method, the same in every figure: a colour, and a marker that distinguishes it
 * without colour. The colours are those of Okabe and Ito ("Color Universal Design", 2008) for the
 * methods of the BiP paper, and after Paul Tol's muted, light and dark schemes (2021) for the
 * others. Variants of a method differ in the dashes of their lines.
 */
record MethodStyle(Color color, Shape marker, Stroke stroke) {
  private static final float WIDTH = 2;
  private static final float[][] DASHES = {null, {7, 3}, {2, 3}, {9, 3, 2, 3}, {14, 4}};

  private static final Shape CIRCLE = new Ellipse2D.Double(-4, -4, 8, 8);
  private static final Shape SQUARE = new Rectangle2D.Double(-3.5, -3.5, 7, 7);
  private static final Shape DIAMOND = polygon(0, -5, 5, 0, 0, 5, -5, 0);
  private static final Shape UP = polygon(0, -5, 4.5, 4, -4.5, 4);
  private static final Shape DOWN = polygon(0, 5, 4.5, -4, -4.5, -4);
  private static final Shape LEFT = polygon(-5, 0, 4, 4.5, 4, -4.5);
  private static final Shape RIGHT = polygon(5, 0, -4, 4.5, -4, -4.5);
  private static final Shape PLUS =
      polygon(
          -1.5, -5, 1.5, -5, 1.5, -1.5, 5, -1.5, 5, 1.5, 1.5, 1.5, 1.5, 5, -1.5, 5, -1.5, 1.5, -5,
          1.5, -5, -1.5, -1.5, -1.5);
  private static final Shape CROSS =
      AffineTransform.getRotateInstance(Math.PI / 4).createTransformedShape(PLUS);

  private record Style(int rgb, Shape marker) {}

  private static final Map<String, Style> METHODS =
      Map.ofEntries(
          Map.entry("dense", new Style(0x000000, SQUARE)),
          Map.entry("bip", new Style(0xD55E00, CIRCLE)),
          Map.entry("imp", new Style(0x0072B2, SQUARE)),
          Map.entry("omp", new Style(0x009E73, UP)),
          Map.entry("hydra", new Style(0xCC79A7, DIAMOND)),
          Map.entry("grasp", new Style(0xE69F00, DOWN)),
          Map.entry("snip", new Style(0x56B4E9, LEFT)),
          Map.entry("synflow", new Style(0x882255, RIGHT)),
          Map.entry("random", new Style(0x777777, CROSS)),
          Map.entry("global-mp", new Style(0x117733, PLUS)),
          Map.entry("lamp", new Style(0x999933, CIRCLE)),
          Map.entry("gmp", new Style(0x332288, UP)),
          Map.entry("granet", new Style(0xAA4499, SQUARE)),
          Map.entry("rigl", new Style(0x44AA99, DOWN)),
          Map.entry("sr-ste", new Style(0x993355, DIAMOND)),
          Map.entry("early-bird", new Style(0x661100, PLUS)),
          Map.entry("mask-sparsity", new Style(0xDDCC77, LEFT)),
          Map.entry("sap", new Style(0x88CCEE, RIGHT)),
          Map.entry("rd-dp", new Style(0x225555, CROSS)),
          Map.entry("bn-select", new Style(0x663333, LEFT)),
          Map.entry("lrp", new Style(0xEE8866, UP)),
          Map.entry("iss-p", new Style(0xBBCC33, PLUS)),
          Map.entry("pre-cropping", new Style(0x222255, DIAMOND)));

  /** The style of methods that are not in {@link #METHODS}. */
  private static final Style OTHER = new Style(0x444444, CIRCLE);

  /** The methods whose styles, by index, are used for lines that are not methods. */
  private static final List<String> ORDER =
      List.of("bip", "imp", "omp", "hydra", "grasp", "snip", "synflow", "random");

  /**
   * @param method name of the method
   * @param variant index among the variants of the method in a panel, from 0
   */
  static MethodStyle of(String method, int variant) {
    Style style = METHODS.getOrDefault(method, OTHER);
    return new MethodStyle(new Color(style.rgb()), style.marker(), stroke(variant));
  }

  /** The style of the line with this index that is not a method. */
  static MethodStyle ofNumber(int index) {
    return of(ORDER.get(index % ORDER.size()), index / ORDER.size());
  }

  static Stroke stroke(int dash) {
    return new BasicStroke(
        WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES[dash % DASHES.length], 0);
  }

  private static Shape polygon(double... coordinates) {
    Path2D path = new Path2D.Double();
    path.moveTo(coordinates[0], coordinates[1]);
    for (int i = 2; i < coordinates.length; i += 2) {
      path.lineTo(coordinates[i], coordinates[i + 1]);
    }
    path.closePath();
    return path;
  }
}
