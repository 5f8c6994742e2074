package io.gridpool.agent.kube.admission;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.pool.PoolReader;
import io.gridpool.grid.LedgerGate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The admission webhooks of one agent: the server, its certificate, and (on the steward) the trust
 * of the API server in it.
 *
 * <p>Every agent serves; where none can be reached, pools, subnets and reservations wait and pods
 * go on.
 */
public final class AdmissionDoor implements AutoCloseable {
  private static final String CERTIFICATE = "certificate";
  private static final String BUNDLE = "bundle";

  private final AdmissionSettings settings;
  private final KubeSettings controllers;
  private final CertificateKeeper keeper;
  private final ServerKeys keys = new ServerKeys();
  private final BundleWriter bundles;
  private final BooleanSupplier leads;
  private final ReviewDesk desk;
  private final PodDesk pods;
  private final KeyLoop<String> loop;
  private @Nullable AdmissionServer server;

  /**
   * Not started yet.
   *
   * @param leads whether this agent cares for the webhook configurations
   */
  public AdmissionDoor(
      KubernetesClient client,
      LedgerGate gate,
      KubeSettings controllers,
      AdmissionSettings settings,
      BooleanSupplier leads) {
    this(client, gate, controllers, settings, leads, InstantSource.system());
  }

  AdmissionDoor(
      KubernetesClient client,
      LedgerGate gate,
      KubeSettings controllers,
      AdmissionSettings settings,
      BooleanSupplier leads,
      InstantSource clock) {
    this.settings = settings;
    this.controllers = controllers;
    this.leads = leads;
    this.keeper =
        new CertificateKeeper(
            new AuthoritySecret(client, settings.namespace()), settings, keys, clock);
    this.bundles = new BundleWriter(client);
    Neighbours neighbours = new Neighbours(client, gate);
    PoolReader reader = new PoolReader(client.getKubernetesSerialization());
    this.desk =
        new ReviewDesk(
            client.getKubernetesSerialization(),
            List.of(
                new PoolRules(neighbours, reader, settings),
                new SubnetRules(neighbours, settings),
                new ReservedRules(settings),
                new NetworkRules(client),
                new CoordinatorRules()));
    this.pods = new PodDesk(client, settings.injection());
    this.loop = new KeyLoop<>("admission", controllers, this::look);
  }

  /** Starts to serve; the certificate follows as soon as the API server can be reached. */
  public void start() throws IOException {
    server = AdmissionServer.start(settings.listen(), keys, this::serves, this::answer);
    loop.start();
    loop.add(CERTIFICATE);
    loop.add(BUNDLE);
  }

  private boolean serves(String path) {
    return desk.serves(path) || pods.serves(path);
  }

  private String answer(String path, String text) {
    return pods.serves(path) ? pods.answer(text) : desk.answer(path, text);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server == null ? settings.listen() : server.address();
  }

  /** Looks at once at certificates and configurations. */
  void hurry() {
    loop.add(CERTIFICATE);
    loop.add(BUNDLE);
  }

  private long look(String what) {
    if (what.equals(CERTIFICATE)) {
      var _ = keeper.look();
      return settings.times().lookMs();
    }
    if (!leads.getAsBoolean()) {
      return settings.times().bundleMs();
    }
    return bundles.write(keeper.look())
        ? settings.times().bundleMs()
        : controllers.pace().retryFirstMs();
  }

  @Override
  public void close() {
    loop.close();
    if (server != null) {
      server.close();
    }
  }
}
