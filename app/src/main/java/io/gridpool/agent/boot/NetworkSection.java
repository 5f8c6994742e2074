package io.gridpool.agent.boot;

import io.gridpool.agent.kube.loop.KubeSettings.ConfName;
import io.gridpool.agent.kube.loop.NetworkSettings;
import io.gridpool.agent.kube.loop.NetworkSettings.PluginPaths;
import java.nio.file.Path;

/**
 * The sections {@code multus} and {@code coordinator} of the settings file.
 *
 * <p>Errors: {@link BadSettingException}.
 */
final class NetworkSection {
  /** Where the CNI binaries look by themselves. */
  static final String SOCKET = "/run/gridpool/gridpool.sock";

  static final String QUEUE = "/var/lib/gridpool/del-queue";
  private static final int LOOK_MS_MIN = 1_000;
  private static final int LOOK_MS_MAX = 3_600_000;

  private NetworkSection() {}

  static NetworkSettings read(SettingsSection root) {
    NetworkSettings standard = NetworkSettings.DEFAULT;
    SettingsSection multus = root.section("multus");
    SettingsSection coordinator = root.section("coordinator");
    NetworkSettings settings =
        new NetworkSettings(
            multus.flag("enableMultusConfig", standard.multusConfigs()),
            ipamType(multus, standard.ipamType()),
            new PluginPaths(
                unless(SOCKET, multus.text("pluginSocket", SOCKET)),
                unless(QUEUE, multus.text("pluginQueue", QUEUE))),
            coordinator.text("name", standard.coordinator()),
            Path.of(coordinator.text("cniFolder", standard.cniFolder().toString())),
            cilium(coordinator, standard.ciliumConfig()),
            coordinator.number(
                "lookEveryMs", Math.toIntExact(standard.lookEveryMs()), LOOK_MS_MIN, LOOK_MS_MAX));
    multus.end();
    coordinator.end();
    return settings;
  }

  private static String unless(String standard, String path) {
    return path.equals(standard) ? "" : path;
  }

  private static String ipamType(SettingsSection section, String standard) {
    String type = section.text("ipamType", standard);
    if (!NetworkSettings.IPAM_TYPES.contains(type)) {
      throw section.bad("ipamType", "gridpool or spiderpool");
    }
    return type;
  }

  private static ConfName cilium(SettingsSection section, ConfName standard) {
    String text = section.text("ciliumConfigMap", standard.namespace() + "/" + standard.name());
    String[] parts = text.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw section.bad("ciliumConfigMap", "namespace/name");
    }
    return new ConfName(parts[0], parts[1]);
  }
}
