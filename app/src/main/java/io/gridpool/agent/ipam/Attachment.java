package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.EndpointKey;

/**
 * One NIC of one sandbox, as the container runtime names it.
 *
 * @param network name of the network configuration
 * @param podUid empty where the runtime does not say
 */
public record Attachment(
    EndpointKey pod, String podUid, String containerId, String nic, String network) {}
