package io.gridpool.loadtest.load.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One axis: linear from zero, by decades, or by how rare something is (one in ten, in a hundred, in
 * a thousand calls).
 *
 * @param low left or lower end
 * @param high the other end
 */
record Scale(String unit, Kind kind, double low, double high) {
  private static final double TICKS_WANTED = 5;

  /** How values lie on it. */
  enum Kind {
    LINEAR,
    DECADES,
    RARITY
  }

  static Scale linear(String unit) {
    return new Scale(unit, Kind.LINEAR, 0, 0);
  }

  static Scale decades(String unit) {
    return new Scale(unit, Kind.DECADES, 0, 0);
  }

  static Scale rarity(String unit) {
    return new Scale(unit, Kind.RARITY, 0, 0);
  }

  /** The same, so that all values lie on it. */
  Scale covering(double... values) {
    double most = Arrays.stream(values).max().orElse(1);
    return switch (kind) {
      case LINEAR -> new Scale(unit, kind, 0, most <= 0 ? 1 : most);
      case RARITY -> new Scale(unit, kind, 0, most <= 0 ? 1 : most);
      case DECADES -> {
        double least = Arrays.stream(values).filter(value -> value > 0).min().orElse(1);
        double floor = Math.pow(10, Math.floor(Math.log10(least)));
        double ceiling = Math.pow(10, Math.ceil(Math.log10(Math.max(most, floor * 1.01))));
        yield new Scale(unit, kind, floor, ceiling);
      }
    };
  }

  /** Where a value lies, from 0 to 1. */
  double part(double value) {
    double part =
        kind == Kind.DECADES
            ? Math.log10(Math.max(value, low) / low) / Math.log10(high / low)
            : (value - low) / (high - low);
    return Math.clamp(part, 0, 1);
  }

  /** Round numbers along it. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    switch (kind) {
      case DECADES -> {
        for (double at = low; at <= high * 1.001; at *= 10) {
          ticks.add(at);
        }
      }
      case RARITY -> {
        for (double at = 0; at <= high; at++) {
          ticks.add(at);
        }
      }
      case LINEAR -> {
        double step = step();
        for (double at = 0; at <= high * 1.001; at += step) {
          ticks.add(at);
        }
      }
    }
    return ticks;
  }

  private double step() {
    double rough = high / TICKS_WANTED;
    double decade = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : new double[] {1, 2, 5, 10}) {
      if (factor * decade >= rough) {
        return factor * decade;
      }
    }
    return 10 * decade;
  }

  /** A tick in words; a rarity of 2 is the 99th percentile. */
  String label(double tick) {
    if (kind == Kind.RARITY) {
      return tick == 0 ? "0 %" : strip(100 - Math.pow(10, 2 - tick)) + " %";
    }
    return strip(tick);
  }

  private static String strip(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
