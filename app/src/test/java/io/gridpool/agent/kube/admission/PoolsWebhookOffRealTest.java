package io.gridpool.agent.kube.admission;

import org.junit.jupiter.api.Tag;

/** The rows of pools with no webhook: the controller says no. */
@Tag("real-api")
class PoolsWebhookOffRealTest extends PoolAcceptance {
  @Override
  boolean webhook() {
    return false;
  }
}
