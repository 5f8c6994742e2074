package io.gridpool.agent.boot;

import io.gridpool.agent.boot.AgentSettings.HttpSettings;
import io.gridpool.agent.boot.AgentSettings.KubeFiles;
import io.gridpool.agent.boot.AgentSettings.TlsFiles;
import io.gridpool.agent.cni.CniSettings;
import io.gridpool.agent.ipam.AddResult;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.SubnetAnnotation;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.loop.KubeSettings.ConfName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The agent's settings file: YAML, every key known, every value checked before anything starts. */
final class SettingsFile {
  /** Bounds of the time between two rounds of the steward: a second, a day. */
  private static final int ROUND_MS_MIN = 1_000;

  private static final int ROUND_MS_MAX = 86_400_000;

  private static final int HISTORY_MAX = 100;

  private SettingsFile() {}

  /** Reads and checks; errors: {@link BadSettingException}. */
  static AgentSettings read(Path file) {
    SettingsSection root = SettingsSection.root(parse(file));
    String node = root.text("node", null);
    IpamSettings ipam = ipam(node, root.section("ipam"));
    AgentSettings settings =
        new AgentSettings(
            ipam,
            cni(root.section("cni")),
            http(root.section("http")),
            Path.of(root.text("stateFolder", "/var/lib/gridpool")),
            Path.of(root.text("releaseFolder", NetworkSection.QUEUE)),
            kube(root),
            new GridSection(node).read(root.section("grid")),
            tls(root.section("tls")),
            WebhookSection.read(root.section("webhook"), ipam),
            TracingSection.read(root.section("tracing")));
    root.end();
    return settings;
  }

  private static Object parse(Path file) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      return new Yaml(new SafeConstructor(options))
          .load(
              new Environment(System.getenv())
                  .expand(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new BadSettingException("--config", file, "a file that can be read", e);
    } catch (YAMLException e) {
      throw new BadSettingException(
          "--config",
          file,
          "YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  private static IpamSettings ipam(String node, SettingsSection section) {
    // Read where reclaim is, which needs it; known here.
    var _ = section.flag(ReclaimSection.STICKY_SCALE, false);
    IpamSettings settings =
        new IpamSettings(
            node,
            section.flag("enableIPv4", true),
            section.flag("enableIPv6", true),
            section.flag("enableStatefulSet", true),
            section.flag("enableKubevirtStaticIP", true),
            section.text("multusClusterNetwork", ""),
            section.text("agentNamespace", IpamSettings.NAMESPACE_DEFAULT),
            subnets(section),
            new AddResult.Detection(
                section.flag("enableIPConflictDetection", false),
                section.flag("enableGatewayDetection", false)));
    section.end();
    if (!settings.enableIPv4() && !settings.enableIPv6()) {
      throw section.bad("enableIPv4", "true for at least one of enableIPv4 and enableIPv6");
    }
    return settings;
  }

  private static IpamSettings.Subnets subnets(SettingsSection section) {
    IpamSettings.Subnets standard = IpamSettings.Subnets.DEFAULT;
    return new IpamSettings.Subnets(
        section.flag("enableSpiderSubnet", standard.enabled()),
        section.flag("enableAutoPoolForApplication", standard.autoPools()),
        section.number(
            "clusterSubnetAutoPoolDefaultRedundantIPNumber",
            standard.flexibleNumber(),
            0,
            SubnetAnnotation.SIZE_MAX),
        standard.poolWaitMs());
  }

  private static CniSettings cni(SettingsSection section) {
    String socket = section.text("socket", NetworkSection.SOCKET);
    if (socket.getBytes(StandardCharsets.UTF_8).length > CniSettings.PATH_BYTES_MAX) {
      throw section.bad("socket", "a path of at most " + CniSettings.PATH_BYTES_MAX + " bytes");
    }
    section.end();
    return new CniSettings(Path.of(socket));
  }

  private static KubeFiles kube(SettingsSection root) {
    SettingsSection section = root.section("kube");
    Optional<Path> kubeconfig =
        section.has("kubeconfig") ? Optional.of(existing(section, "kubeconfig")) : Optional.empty();
    section.text("kubeconfig", "none");
    KubeSettings standard = KubeSettings.DEFAULT;
    KubeSettings controllers =
        new KubeSettings(
            standard.pace(),
            rounds(section, standard.rounds()),
            objects(section, standard.objects()),
            new ReclaimSection(System.getenv()).read(root),
            NetworkSection.read(root));
    KubeFiles files = new KubeFiles(kubeconfig, controllers);
    section.end();
    return files;
  }

  private static KubeSettings.Rounds rounds(SettingsSection section, KubeSettings.Rounds standard) {
    return standard.every(
        section.number(
            "reclaimEveryMs",
            Math.toIntExact(standard.reclaimEveryMs()),
            ROUND_MS_MIN,
            ROUND_MS_MAX),
        section.number(
            "sweepEveryMs", Math.toIntExact(standard.sweepEveryMs()), ROUND_MS_MIN, ROUND_MS_MAX));
  }

  private static KubeSettings.Objects objects(
      SettingsSection section, KubeSettings.Objects standard) {
    return new KubeSettings.Objects(
        section.flag("podsByNode", standard.podsByNode()),
        standard.eventNamespace(),
        new ConfName(
            section.text("confNamespace", standard.conf().namespace()),
            section.text("confName", standard.conf().name())),
        section.number("historyMax", standard.historyMax(), 1, HISTORY_MAX));
  }

  private static HttpSettings http(SettingsSection section) {
    HttpSettings settings =
        new HttpSettings(
            section.text("address", "127.0.0.1"), section.number("port", 5710, 1, 65_535));
    section.end();
    return settings;
  }

  private static TlsFiles tls(SettingsSection section) {
    TlsFiles files =
        new TlsFiles(
            existing(section, "certificate"),
            existing(section, "key"),
            existing(section, "authority"));
    section.end();
    return files;
  }

  static Path existing(SettingsSection section, String key) {
    Path path = Path.of(section.text(key, null));
    if (!Files.isReadable(path)) {
      throw section.bad(key, "a file that can be read");
    }
    return path;
  }
}
