package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.admission.AdmissionSettings;
import io.gridpool.agent.kube.admission.AdmissionSettings.Families;
import io.gridpool.agent.kube.admission.AdmissionSettings.Times;
import io.gridpool.agent.kube.admission.InjectionSettings;
import io.gridpool.ledger.model.Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code webhook} of the settings file; without an address nothing is served. */
final class WebhookSection {
  private static final int PORT = 5722;

  private WebhookSection() {}

  static Optional<AdmissionSettings> read(SettingsSection section, IpamSettings ipam) {
    boolean serves = section.has("address");
    String address = section.text("address", "127.0.0.1");
    int port = section.number("port", PORT, 1, 65_535);
    String namespace = section.text("namespace", "kube-system");
    List<String> names =
        new ArrayList<>(
            AdmissionSettings.serviceNames(section.text("service", "gridpool-webhook"), namespace));
    if (section.has("name")) {
      names.add(section.text("name", null));
    }
    section.text("name", "none");
    boolean protectDeletes = section.flag("enableValidatingResourcesDeletedWebhook", false);
    InjectionSettings injection = injection(section.section("podResourceInject"));
    section.end();
    requireAddress(section, address);
    return serves
        ? Optional.of(
            new AdmissionSettings(
                new InetSocketAddress(address, port),
                namespace,
                names,
                new Families(ipam.enableIPv4(), ipam.enableIPv6()),
                protectDeletes,
                injection,
                Times.DEFAULT))
        : Optional.empty();
  }

  /** Keys and meaning are the peer's. */
  private static InjectionSettings injection(SettingsSection section) {
    InjectionSettings standard = InjectionSettings.OFF;
    InjectionSettings settings =
        new InjectionSettings(
            section.flag("enabled", standard.enabled()),
            section.texts("namespacesExclude", standard.excluded()),
            section.texts("namespacesInclude", standard.included()));
    section.end();
    return settings;
  }

  private static void requireAddress(SettingsSection section, String address) {
    try {
      var _ = Address.parse(address);
    } catch (IllegalArgumentException e) {
      throw section.bad("address", "an IP address to listen on, such as 0.0.0.0");
    }
  }
}
