package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import java.util.Map;

/**
 * What a CNI ADD asks for.
 *
 * @param configuredPools pools that the network configuration names, per family, in order
 * @param requestedIps addresses that the runtime asks for, plain or in CIDR form
 * @param cleanGateway whether the default route is to be left out
 */
public record AddRequest(
    Attachment attachment,
    Map<IpFamily, List<String>> configuredPools,
    boolean cleanGateway,
    List<String> requestedIps) {
  public AddRequest {
    configuredPools = Map.copyOf(configuredPools);
    requestedIps = List.copyOf(requestedIps);
  }

  /** A request for any addresses. */
  public AddRequest(
      Attachment attachment, Map<IpFamily, List<String>> configuredPools, boolean cleanGateway) {
    this(attachment, configuredPools, cleanGateway, List.of());
  }
}
