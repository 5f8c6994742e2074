package io.gridpool.agent.boot;

import io.gridpool.agent.kube.loop.ReclaimSettings;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What may be freed without being asked: the peer's environment variables (reference §4.3), and
 * over them section {@code gc} of the settings file.
 *
 * <p>Errors: {@link BadSettingException}.
 */
final class ReclaimSection {
  /** Key of section {@code ipam}: whether a scale-down keeps addresses. */
  static final String STICKY_SCALE = "stickyScale";

  private static final String PREFIX = "SPIDERPOOL_GC_";
  private static final int SECONDS_MAX = 999_999;

  private final Map<String, String> environment;

  ReclaimSection(Map<String, String> environment) {
    this.environment = environment;
  }

  ReclaimSettings read(SettingsSection root) {
    ReclaimSettings standard = ReclaimSettings.DEFAULT;
    SettingsSection section = root.section("gc");
    ReclaimSettings settings =
        new ReclaimSettings(
            section.flag("enabled", flag("IP_ENABLED", standard.enabled())),
            section.flag(
                "statelessTerminatingPodOnReadyNode",
                flag(
                    "STATELESS_TERMINATING_POD_ON_READY_NODE_ENABLED",
                    standard.terminatingOnReadyNode())),
            section.flag(
                "statelessTerminatingPodOnNotReadyNode",
                flag(
                    "STATELESS_TERMINATING_POD_ON_NOT_READY_NODE_ENABLED",
                    standard.terminatingOnNotReadyNode())),
            milliseconds(
                section.number(
                    "additionalGraceDelay",
                    seconds("ADDITIONAL_GRACE_DELAY", 0, standard.extraGraceMs()),
                    0,
                    SECONDS_MAX)),
            milliseconds(
                section.number(
                    "defaultIntervalDuration",
                    seconds("DEFAULT_INTERVAL_DURATION", 1, standard.fullCheckEveryMs()),
                    1,
                    SECONDS_MAX)),
            root.section("ipam").flag(STICKY_SCALE, standard.stickyScale()));
    section.end();
    return settings;
  }

  private static long milliseconds(int seconds) {
    return TimeUnit.SECONDS.toMillis(seconds);
  }

  private boolean flag(String name, boolean standard) {
    String value = environment.getOrDefault(PREFIX + name, String.valueOf(standard));
    if (!Set.of("true", "false").contains(value)) {
      throw new BadSettingException(PREFIX + name, value, "true or false");
    }
    return Boolean.parseBoolean(value);
  }

  private int seconds(String name, int min, long standardMs) {
    int standard = Math.toIntExact(TimeUnit.MILLISECONDS.toSeconds(standardMs));
    String value = environment.getOrDefault(PREFIX + name, String.valueOf(standard));
    if (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < min) {
      throw new BadSettingException(
          PREFIX + name, value, "whole seconds from " + min + " to " + SECONDS_MAX);
    }
    return Integer.parseInt(value);
  }
}
