package io.gridpool.agent.kube.loop;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.grid.LedgerGate;
import java.util.function.Supplier;

/**
 * What every part of this room stands on.
 *
 * @param ipam the switches of address management as they are now; they may change while it runs
 */
public record KubeRoom(
    KubernetesClient client, LedgerGate gate, KubeSettings settings, Supplier<IpamSettings> ipam) {}
