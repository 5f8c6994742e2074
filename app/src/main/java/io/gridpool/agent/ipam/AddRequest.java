package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import java.util.Map;

/**
 * What a CNI ADD asks for.
 *
 * @param configuredPools pools that the network configuration names, per family, in order
 * @param cleanGateway whether the default route is to be left out
 */
public record AddRequest(
    Attachment attachment, Map<IpFamily, List<String>> configuredPools, boolean cleanGateway) {
  public AddRequest {
    configuredPools = Map.copyOf(configuredPools);
  }
}
