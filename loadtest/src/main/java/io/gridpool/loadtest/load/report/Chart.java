package io.gridpool.loadtest.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines over a plane as inline SVG: axes with round numbers, a legend, and marks for what was done
 * to the grid. Colours come from the page's style, classes {@code c0} to {@code c5}.
 */
final class Chart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 250;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 34;
  private static final int BOTTOM = 40;
  private static final int COLOURS = 6;
  private static final int LEGEND_STEP = 8;

  private final String title;
  private final Scale x;
  private final Scale y;
  private final List<Line> lines = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  /** A point of a line. */
  record Point(double x, double y) {}

  private record Line(String name, List<Point> points) {}

  private record Mark(String name, double from, double until) {}

  Chart(String title, Scale x, Scale y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  Chart line(String name, List<Point> points) {
    if (points.stream().anyMatch(point -> point.y() > 0)) {
      lines.add(new Line(name, points));
    }
    return this;
  }

  Chart mark(String name, double from, double until) {
    marks.add(new Mark(name, from, until));
    return this;
  }

  /** The picture; empty when there is nothing to show. */
  String svg() {
    if (lines.isEmpty()) {
      return "";
    }
    Scale across =
        x.covering(
            lines.stream().flatMap(l -> l.points().stream()).mapToDouble(Point::x).toArray());
    Scale up =
        y.covering(
            lines.stream().flatMap(l -> l.points().stream()).mapToDouble(Point::y).toArray());
    StringBuilder svg = new StringBuilder();
    put(
        svg,
        "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
        WIDTH,
        HEIGHT,
        Page.escape(title));
    put(svg, "<text class=\"title\" x=\"%d\" y=\"14\">%s</text>", LEFT, Page.escape(title));
    marks.forEach(mark -> mark(svg, across, mark));
    grid(svg, across, up);
    for (int i = 0; i < lines.size(); i++) {
      polyline(svg, lines.get(i), i % COLOURS, across, up);
    }
    legend(svg);
    return svg.append("</svg></figure>\n").toString();
  }

  private static void mark(StringBuilder svg, Scale across, Mark mark) {
    double from = atX(across, mark.from());
    double until = Math.max(from + 2, atX(across, mark.until()));
    put(
        svg,
        "<rect class=\"fault\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        from,
        TOP,
        until - from,
        HEIGHT - TOP - BOTTOM);
    put(
        svg,
        "<text class=\"fault\" x=\"%.1f\" y=\"%d\">%s</text>",
        from + 3,
        TOP + 10,
        Page.escape(mark.name()));
  }

  private static void grid(StringBuilder svg, Scale across, Scale up) {
    for (double tick : up.ticks()) {
      double at = atY(up, tick);
      put(
          svg,
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT,
          WIDTH - RIGHT,
          at,
          at);
      put(
          svg,
          "<text class=\"tick\" text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>",
          LEFT - 6,
          at + 4,
          up.label(tick));
    }
    for (double tick : across.ticks()) {
      double at = atX(across, tick);
      put(
          svg,
          "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
          at,
          at,
          HEIGHT - BOTTOM,
          HEIGHT - BOTTOM + 4);
      put(
          svg,
          "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>",
          at,
          HEIGHT - BOTTOM + 16,
          across.label(tick));
    }
    put(
        svg,
        "<text class=\"unit\" text-anchor=\"end\" x=\"%d\" y=\"%d\">%s</text>",
        WIDTH - RIGHT,
        HEIGHT - 6,
        Page.escape(across.unit()));
    put(svg, "<text class=\"unit\" x=\"4\" y=\"%d\">%s</text>", TOP - 8, Page.escape(up.unit()));
  }

  private static void polyline(StringBuilder svg, Line line, int colour, Scale across, Scale up) {
    put(svg, "<polyline class=\"c%d\" points=\"", colour);
    for (Point point : line.points()) {
      put(svg, "%.1f,%.1f ", atX(across, point.x()), atY(up, point.y()));
    }
    put(svg, "\"/>");
  }

  private void legend(StringBuilder svg) {
    double at = LEFT;
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.get(i).name();
      put(
          svg,
          "<line class=\"c%d\" x1=\"%.1f\" x2=\"%.1f\" y1=\"25\" y2=\"25\"/>",
          i % COLOURS,
          at,
          at + 14);
      put(svg, "<text class=\"legend\" x=\"%.1f\" y=\"29\">%s</text>", at + 18, Page.escape(name));
      at += 30 + name.length() * (LEGEND_STEP - 1.6);
    }
  }

  private static double atX(Scale scale, double value) {
    return LEFT + scale.part(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double atY(Scale scale, double value) {
    return HEIGHT - BOTTOM - scale.part(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void put(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format + "%s", append(arguments)));
  }

  private static Object[] append(Object[] arguments) {
    Object[] more = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    more[arguments.length] = "";
    return more;
  }
}
