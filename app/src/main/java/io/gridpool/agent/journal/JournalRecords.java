package io.gridpool.agent.journal;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.LeaseJournal.NicNetwork;
import io.gridpool.agent.proto.journal.ForgottenRecord;
import io.gridpool.agent.proto.journal.HeldRecord;
import io.gridpool.agent.proto.journal.JournalRecord;
import io.gridpool.agent.proto.journal.LeaseRecord;
import io.gridpool.agent.proto.journal.NicNetworkRecord;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import java.util.List;

/** Leases as journal records and back. */
final class JournalRecords {
  private JournalRecords() {}

  static JournalRecord held(Held held) {
    Endpoint endpoint = held.endpoint();
    HeldRecord.Builder record =
        HeldRecord.newBuilder()
            .setPodNamespace(endpoint.key().namespace())
            .setPodName(endpoint.key().name())
            .setPodUid(endpoint.podUid())
            .setNode(endpoint.node())
            .setContainerId(held.containerId())
            .setOwnerGroup(endpoint.owner().group())
            .setOwnerKind(endpoint.owner().kind())
            .setOwnerName(endpoint.owner().name())
            .setSticky(endpoint.sticky())
            .setParked(endpoint.parked())
            .setSinceMs(endpoint.sinceMs())
            .setRevision(endpoint.revision())
            .setCarrier(endpoint.podName())
            .setDetail(endpoint.detail());
    endpoint.leases().forEach(lease -> record.addLeases(lease(lease)));
    held.networks()
        .forEach(nic ->
            record.addNetworks(
                NicNetworkRecord.newBuilder()
                    .setNic(nic.nic())
                    .setNetwork(nic.network())
                    .setLease(nic.lease().equals(nic.nic()) ? "" : nic.lease())));
    return JournalRecord.newBuilder().setHeld(record).build();
  }

  /** Forgotten at a time of this node's clock, in milliseconds since the epoch. */
  static JournalRecord forgotten(EndpointKey key, long atMs) {
    return JournalRecord.newBuilder()
        .setForgotten(
            ForgottenRecord.newBuilder()
                .setPodNamespace(key.namespace())
                .setPodName(key.name())
                .setAtMs(atMs))
        .build();
  }

  static Held held(HeldRecord record) {
    List<NicLease> leases =
        record.getLeasesList().stream()
            .map(l ->
                new NicLease(
                    l.getNic(), l.getPool(), Address.parse(l.getAddress()), l.getPrefixLength()))
            .toList();
    Endpoint endpoint =
        new Endpoint(
            new EndpointKey(record.getPodNamespace(), record.getPodName()),
            record.getPodUid(),
            record.getNode(),
            record.getParked() ? "" : Endpoint.fenceOf(record.getContainerId()),
            new Owner(record.getOwnerGroup(), record.getOwnerKind(), record.getOwnerName()),
            record.getSticky(),
            record.getParked(),
            leases,
            record.getSinceMs(),
            record.getRevision(),
            record.getCarrier(),
            record.getDetail());
    return new Held(
        endpoint,
        record.getContainerId(),
        record.getNetworksList().stream().map(JournalRecords::network).toList());
  }

  private static NicNetwork network(NicNetworkRecord record) {
    String lease = record.getLease().isEmpty() ? record.getNic() : record.getLease();
    return new NicNetwork(record.getNic(), record.getNetwork(), lease);
  }

  private static LeaseRecord lease(NicLease lease) {
    return LeaseRecord.newBuilder()
        .setNic(lease.nic())
        .setPool(lease.pool())
        .setAddress(lease.address().toString())
        .setPrefixLength(lease.prefixLength())
        .build();
  }
}
