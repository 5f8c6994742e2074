package io.gridpool.agent.boot;

import io.gridpool.agent.cni.CniSettings;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.admission.AdmissionSettings;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.ops.TracingSettings;
import io.gridpool.grid.Candidate;
import io.gridpool.grid.ClientDoor;
import io.gridpool.grid.SeatRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings of one agent, checked.
 *
 * @param stateFolder where the journal and the list of seats live
 * @param releaseFolder where the CNI binary leaves releases while the agent is down
 * @param webhook empty: this agent serves no admission webhooks
 * @param tracing empty: calls are not followed
 */
record AgentSettings(
    IpamSettings ipam,
    CniSettings cni,
    HttpSettings http,
    Path stateFolder,
    Path releaseFolder,
    KubeFiles kube,
    SeatPlan seats,
    TlsFiles tls,
    Optional<AdmissionSettings> webhook,
    Optional<TracingSettings> tracing) {

  /**
   * How the API server is reached.
   *
   * @param kubeconfig empty: the pod's own service account
   * @param controllers how its objects are looked after
   */
  record KubeFiles(Optional<Path> kubeconfig, KubeSettings controllers) {}

  /** Address and port of health, metrics and the JSON API. */
  record HttpSettings(String address, int port) {}

  /** The mutual TLS of agents among themselves, PEM files. */
  record TlsFiles(Path certificate, Path key, Path authority) {}

  /**
   * How seats are had: those of the first term, and how this agent takes one.
   *
   * @param seats of the first term; the cluster's record wins once there is one; empty: chosen
   *     among the agents that are there
   * @param own where this agent could take a seat; empty: it takes none
   * @param seatLost how long a seat may be silent or left before another agent gets it
   * @param memberKey file with the key that members show each other
   * @param levelMax the newest level of the ledger's forms that this agent takes part in
   * @param door for Management Center; empty: closed
   */
  record SeatPlan(
      String gridName,
      int cpMemberCount,
      List<SeatRecord> seats,
      Optional<Candidate> own,
      Duration seatLost,
      Path memberKey,
      int levelMax,
      Optional<ClientDoor> door) {
    SeatPlan {
      seats = List.copyOf(seats);
    }

    /** The seats planned on this node: none, one, or three when one node carries the grid alone. */
    List<SeatRecord> of(String node) {
      return seats.stream().filter(seat -> seat.node().equals(node)).toList();
    }
  }
}
