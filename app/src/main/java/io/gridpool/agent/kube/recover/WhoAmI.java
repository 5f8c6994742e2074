package io.gridpool.agent.kube.recover;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The name of the caller: the API server's word, with the one of the caller's machine. */
final class WhoAmI {
  private WhoAmI() {}

  static String of(KubernetesClient client) {
    String local = System.getProperty("user.name", "unknown");
    try {
      var review = client.resource(new SelfSubjectReview()).create();
      return review.getStatus().getUserInfo().getUsername() + " (" + local + ")";
    } catch (KubernetesClientException | NullPointerException e) {
      return local;
    }
  }
}
