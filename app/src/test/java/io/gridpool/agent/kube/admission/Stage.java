package io.gridpool.agent.kube.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.KubeLedger;
import io.gridpool.agent.kube.RealApi;
import io.gridpool.agent.kube.StewardKube;
import io.gridpool.agent.kube.admission.AdmissionSettings.Families;
import io.gridpool.agent.kube.admission.AdmissionSettings.Times;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * A steward, a ledger and, where asked, the webhooks, against the real API server. They have the
 * rights of the chart and no others; the test itself is an administrator.
 */
final class Stage implements AutoCloseable {
  static final Times TIMES =
      new Times(Duration.ofDays(90), Duration.ofDays(9), Duration.ofHours(1), 200, 100);

  private static final InjectionSettings INJECTION =
      new InjectionSettings(true, List.of("kube-system"), List.of());

  /** What no schema refuses, since it cannot compare IPv6 addresses, but the door does. */
  private static final String WRONG =
      "{subnet: 'fd00:fe::/64', ips: ['fd00:fe::1-fd00:fe::9'], gateway: 'fd00:fe::5'}";

  private static final String ADDRESS = "127.0.0.1";
  private static final Path CHART = Path.of("../charts/gridpool/webhook/webhook.yaml");
  private static final Path PODS = CHART.resolveSibling("pods/pods.yaml");
  private static final List<String> CONFIGURATIONS =
      List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  final KubernetesClient admin;
  final KubeLedger ledger = new KubeLedger();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final KubernetesClient agent;
  private final StewardKube steward;
  private @Nullable AdmissionDoor door;

  Stage(KubernetesClient admin) {
    this.admin = admin;
    Config rights =
        new ConfigBuilder(admin.getConfiguration())
            .withImpersonateUsername("system:serviceaccount:kube-system:gridpool-agent")
            .build();
    this.agent = new KubernetesClientBuilder().withConfig(rights).build();
    removeWebhooks();
    var _ = admin.secrets().inNamespace("kube-system").withName(AdmissionSettings.SECRET).delete();
    RealApi.clear(admin);
    // Before the steward comes: it would make anew what is deleted of a network it still sees.
    var _ = admin.resources(SpiderMultusConfig.class).inAnyNamespace().delete();
    var room = KubeFixture.room(agent, ledger, KubeFixture.REAL_SETTINGS);
    this.steward = new StewardKube(room, ledger, () -> true);
    steward.start();
    KubeFixture.await("watching", steward::watching);
  }

  /** Leaves the work to another steward. */
  void stopSteward() {
    steward.close();
  }

  /** A door on a free port, not known to the API server yet. */
  AdmissionDoor door(boolean protectDeletes) throws IOException {
    return door(protectDeletes, new Families(true, true));
  }

  /** The same for a cluster with these IP versions. */
  AdmissionDoor door(Families families) throws IOException {
    return door(false, families);
  }

  private AdmissionDoor door(boolean protectDeletes, Families families) throws IOException {
    var settings =
        new AdmissionSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "kube-system",
            List.of(ADDRESS),
            families,
            protectDeletes,
            INJECTION,
            TIMES);
    InstantSource clock = now::get;
    AdmissionDoor made =
        new AdmissionDoor(agent, ledger, KubeFixture.REAL_SETTINGS, settings, () -> true, clock);
    made.start();
    return made;
  }

  /** Serves the webhooks and waits until the API server uses them. */
  AdmissionDoor openDoor(boolean protectDeletes) throws IOException {
    AdmissionDoor opened = door(protectDeletes);
    door = opened;
    configure(opened.address().getPort());
    KubeFixture.await("the webhooks answer", this::isAsked);
    return opened;
  }

  /** The chart's configurations, but with a URL for the Service, which has no address here. */
  void configure(int port) throws IOException {
    configure(CHART, port);
  }

  /** The same for pods. */
  void configurePods() throws IOException {
    configure(PODS, Objects.requireNonNull(door).address().getPort());
  }

  private void configure(Path file, int port) throws IOException {
    for (Object document : new Yaml().loadAll(Files.readString(file))) {
      Map<String, Object> object = map(document);
      if (CONFIGURATIONS.contains(object.get("kind"))) {
        for (Object webhook : (List<?>) Objects.requireNonNull(object.get("webhooks"))) {
          Map<String, Object> config = map(map(webhook).get("clientConfig"));
          Object path = map(config.remove("service")).get("path");
          config.put("url", "https://" + ADDRESS + ":" + port + path);
        }
        HasMetadata configuration =
            Serialization.unmarshal(Serialization.asJson(object), HasMetadata.class);
        var _ = admin.resource(configuration).forceConflicts().serverSideApply();
      }
    }
  }

  /** Whether the API server asks and trusts both webhooks; each has a watch of its own there. */
  boolean isAsked() {
    return defaultsAreFilledIn() && isWrongDenied();
  }

  private boolean isWrongDenied() {
    try {
      var _ = admin.resource(pool("probe", WRONG)).dryRun().create();
      return false;
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage()).contains("denied the request");
    }
  }

  private boolean isNotAsked() {
    try {
      return admin.resource(pool("probe", WRONG)).dryRun().create().getSpec().ipVersion() == null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private boolean defaultsAreFilledIn() {
    try {
      SpiderIPPool probe = pool("probe", "{subnet: 10.254.0.0/24}");
      return admin.resource(probe).dryRun().create().getSpec().ipVersion() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /**
   * Removes them and waits until the API server asks none, so that their door may close: those of
   * pods first, which it then has forgotten too.
   */
  void removeWebhooks() {
    var admission = admin.admissionRegistration().v1();
    var _ =
        admission
            .mutatingWebhookConfigurations()
            .withName(AdmissionSettings.POD_CONFIGURATION)
            .delete();
    var _ =
        admission
            .mutatingWebhookConfigurations()
            .withName(AdmissionSettings.CONFIGURATION)
            .delete();
    var _ =
        admission
            .validatingWebhookConfigurations()
            .withName(AdmissionSettings.CONFIGURATION)
            .delete();
    KubeFixture.await("no webhook is asked", this::isNotAsked);
  }

  /** A pod of its own, with an address of the pool. */
  Endpoint lease(String pod, String pool) {
    // Pods of a node that is not there would lose their addresses.
    KubeFixture.node(admin, "n1");
    var resource = KubeFixture.pod("default", pod, "n1");
    var _ = admin.resource(resource).withGracePeriod(0).delete();
    KubeFixture.await("pod gone", () -> admin.resource(resource).get() == null);
    String uid = admin.resource(resource).create().getMetadata().getUid();
    return ledger.acquire(
        new EndpointKey("default", pod), uid, "n1", new Owner("", "Pod", pod), pool);
  }

  static SpiderIPPool pool(String name, String spec) {
    SpiderIPPool pool = new SpiderIPPool();
    pool.setMetadata(new ObjectMetaBuilder().withName(name).build());
    pool.setSpec(read(spec, SpiderIPPool.Spec.class));
    return pool;
  }

  static SpiderSubnet subnet(String name, String spec) {
    SpiderSubnet subnet = new SpiderSubnet();
    subnet.setMetadata(new ObjectMetaBuilder().withName(name).build());
    subnet.setSpec(read(spec, SpiderSubnet.Spec.class));
    return subnet;
  }

  private static <T> T read(String yaml, Class<T> kind) {
    return Serialization.unmarshal(Serialization.asJson(new Yaml().<Object>load(yaml)), kind);
  }

  @SuppressWarnings("unchecked") // YAML mappings have text keys here
  private static Map<String, Object> map(@Nullable Object yaml) {
    return (Map<String, Object>) Objects.requireNonNull(yaml);
  }

  @Override
  public void close() {
    removeWebhooks();
    if (door != null) {
      door.close();
    }
    steward.close();
    RealApi.clear(admin);
    agent.close();
  }
}
