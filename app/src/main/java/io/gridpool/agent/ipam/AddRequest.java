package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a CNI ADD asks for.
 *
 * @param configuredPools pools that the network configuration names, per family, in order
 * @param requestedIps addresses that the runtime asks for, plain or in CIDR form
 * @param cleanGateway whether the default route is to be left out
 * @param master addresses of the device below the NIC, where only pools around one of them will do
 */
public record AddRequest(
    Attachment attachment,
    Map<IpFamily, List<String>> configuredPools,
    boolean cleanGateway,
    List<String> requestedIps,
    Optional<List<Address>> master) {
  public AddRequest {
    configuredPools = Map.copyOf(configuredPools);
    requestedIps = List.copyOf(requestedIps);
  }

  /** A request for any addresses. */
  public AddRequest(
      Attachment attachment, Map<IpFamily, List<String>> configuredPools, boolean cleanGateway) {
    this(attachment, configuredPools, cleanGateway, List.of());
  }

  /** A request for these addresses, where any device will do. */
  public AddRequest(
      Attachment attachment,
      Map<IpFamily, List<String>> configuredPools,
      boolean cleanGateway,
      List<String> requestedIps) {
    this(attachment, configuredPools, cleanGateway, requestedIps, Optional.empty());
  }
}
