package io.gridpool.agent.kube.admission;

import org.junit.jupiter.api.Tag;

/** The rows of subnets with the webhooks. */
@Tag("real-api")
class SubnetsWebhookOnRealTest extends SubnetAcceptance {
  @Override
  boolean webhook() {
    return true;
  }
}
