package io.gridpool.agent.kube.admission;

import org.junit.jupiter.api.Tag;

/** The rows of pools with the webhooks. */
@Tag("real-api")
class PoolsWebhookOnRealTest extends PoolAcceptance {
  @Override
  boolean webhook() {
    return true;
  }
}
