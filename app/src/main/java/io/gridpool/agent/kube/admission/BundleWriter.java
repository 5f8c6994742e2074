package io.gridpool.agent.kube.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.loop.JsonPatch;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API server whom to trust: puts the authorities into all webhook configurations, and
 * puts them back when a deployment tool wrote over them. Configurations that are not there are left
 * out: then there is no webhook.
 */
final class BundleWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BundleWriter.class);

  private final KubernetesClient client;

  BundleWriter(KubernetesClient client) {
    this.client = client;
  }

  /** Makes all configurations trust {@code authorities}; false where one changed meanwhile. */
  boolean write(Authorities authorities) {
    String bundle =
        Base64.getEncoder()
            .encodeToString(authorities.bundle().getBytes(StandardCharsets.US_ASCII));
    var admission = client.admissionRegistration().v1();
    ValidatingWebhookConfiguration validating =
        admission.validatingWebhookConfigurations().withName(AdmissionSettings.CONFIGURATION).get();
    boolean done = true;
    for (String name :
        List.of(AdmissionSettings.CONFIGURATION, AdmissionSettings.POD_CONFIGURATION)) {
      MutatingWebhookConfiguration mutating =
          admission.mutatingWebhookConfigurations().withName(name).get();
      if (mutating != null) {
        var configs =
            mutating.getWebhooks().stream().map(MutatingWebhook::getClientConfig).toList();
        done &= patch(mutating, configs, bundle);
      }
    }
    if (validating != null) {
      var configs =
          validating.getWebhooks().stream().map(ValidatingWebhook::getClientConfig).toList();
      done &= patch(validating, configs, bundle);
    }
    return done;
  }

  private boolean patch(HasMetadata object, List<WebhookClientConfig> configs, String bundle) {
    JsonPatch<HasMetadata> patch = new JsonPatch<>(object);
    for (int i = 0; i < configs.size(); i++) {
      if (!bundle.equals(configs.get(i).getCaBundle())) {
        patch.set("/webhooks/" + i + "/clientConfig/caBundle", bundle);
      }
    }
    if (patch.isEmpty()) {
      return true;
    }
    LOG.info("{} {} gets the authorities", object.getKind(), object.getMetadata().getName());
    return patch.trySend(client);
  }
}
