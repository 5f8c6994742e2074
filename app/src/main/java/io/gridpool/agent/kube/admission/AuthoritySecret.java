package io.gridpool.agent.kube.admission;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret with the authorities: {@code ca.crt} and {@code ca.key} as PEM, in the same order.
 * Written only over the version that was read, so all agents agree.
 */
final class AuthoritySecret {
  private static final Logger LOG = LoggerFactory.getLogger(AuthoritySecret.class);
  private static final String CERTIFICATES = "ca.crt";
  private static final String KEYS = "ca.key";

  private final KubernetesClient client;
  private final String namespace;

  /**
   * The Secret as it was read.
   *
   * @param version empty: there is none
   */
  record Read(Authorities authorities, String version) {}

  AuthoritySecret(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** What stands there; a Secret that cannot be read counts as one without authorities. */
  Read read() {
    Secret secret =
        client.secrets().inNamespace(namespace).withName(AdmissionSettings.SECRET).get();
    return secret == null
        ? new Read(new Authorities(List.of()), "")
        : new Read(authorities(secret), secret.getMetadata().getResourceVersion());
  }

  /** Writes over what was read; empty when somebody else was faster. */
  Optional<Read> write(Read over, Authorities next) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(AdmissionSettings.SECRET)
            .withResourceVersion(over.version().isEmpty() ? null : over.version())
            .endMetadata()
            .withData(data(next))
            .build();
    try {
      var resource = client.secrets().inNamespace(namespace).resource(secret);
      Secret written = over.version().isEmpty() ? resource.create() : resource.update();
      return Optional.of(new Read(next, written.getMetadata().getResourceVersion()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Map<String, String> data(Authorities authorities) {
    return Map.of(
        CERTIFICATES, encoded(authorities.bundle()),
        KEYS, encoded(Pem.keys(authorities.all().stream().map(Authority::key).toList())));
  }

  private static Authorities authorities(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    try {
      List<X509Certificate> certificates = Pem.readCertificates(decoded(data, CERTIFICATES));
      List<PrivateKey> keys = Pem.readKeys(decoded(data, KEYS));
      List<Authority> all = new ArrayList<>();
      for (int i = 0; i < Math.min(certificates.size(), keys.size()); i++) {
        all.add(new Authority(certificates.get(i), keys.get(i)));
      }
      return new Authorities(all);
    } catch (IllegalArgumentException e) {
      LOG.warn("secret {} is made anew: {}", AdmissionSettings.SECRET, e.getMessage());
      return new Authorities(List.of());
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String decoded(Map<String, String> data, String key) {
    return new String(
        Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.US_ASCII);
  }
}
