package io.gridpool.agent.kube.admission;

import org.junit.jupiter.api.Tag;

/** The rows of subnets with no webhook: the controller says no. */
@Tag("real-api")
class SubnetsWebhookOffRealTest extends SubnetAcceptance {
  @Override
  boolean webhook() {
    return false;
  }
}
