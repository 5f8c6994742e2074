package io.gridpool.agent.kube.admission;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the webhooks are served.
 *
 * @param listen where this agent serves them
 * @param namespace of the Secret with the authority
 * @param names what the API server calls this server: DNS names or IP addresses
 * @param families which IP versions the cluster uses
 * @param protectDeletes whether a pool or subnet with leases may not be deleted
 * @param injection of networks into pods
 * @param times of the certificates
 */
public record AdmissionSettings(
    InetSocketAddress listen,
    String namespace,
    List<String> names,
    Families families,
    boolean protectDeletes,
    InjectionSettings injection,
    Times times) {

  /** The Secret with the authority, and both webhook configurations. */
  public static final String SECRET = "gridpool-webhook-ca";

  /** The name of the mutating and of the validating webhook configuration. */
  public static final String CONFIGURATION = "gridpool";

  /** The name of the mutating configuration for pods, where they are asked about. */
  public static final String POD_CONFIGURATION = "gridpool-pods";

  public AdmissionSettings {
    names = List.copyOf(names);
  }

  /** Which IP versions the cluster uses. */
  public record Families(boolean v4, boolean v6) {}

  /**
   * How long certificates live and how often they are looked at. Each is renewed when a third of
   * its life is left.
   *
   * @param authorityLife of the authority
   * @param serverLife of this agent's own certificate
   * @param settle how long a new authority is only made known before it signs
   * @param lookMs between two looks at the Secret, in milliseconds
   * @param bundleMs between two looks of the steward at the webhook configurations, milliseconds
   */
  public record Times(
      Duration authorityLife, Duration serverLife, Duration settle, long lookMs, long bundleMs) {
    /** What a cluster gets: an authority for three years, certificates for 30 days. */
    public static final Times DEFAULT =
        new Times(Duration.ofDays(1_095), Duration.ofDays(30), Duration.ofHours(1), 300_000, 5_000);
  }

  /** The names of a Service, as the API server calls it. */
  public static List<String> serviceNames(String service, String namespace) {
    String name = service + "." + namespace + ".svc";
    return List.of(name, name + ".cluster.local");
  }
}
