package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.EndpointKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A DEL while the agent knows nothing of the pod. */
final class ReleaseWithoutApiTest {
  private final Room room = new Room(new LedgerInMemory(), "n1");

  /** An agent that has just started, or whose pod is newer than what its watch delivered. */
  private ReleaseAddress withoutCache(boolean apiAnswers) {
    return new ReleaseAddress(blind(apiAnswers), new IpamSettings("n1", true, true, true));
  }

  private AddResult addWithoutApi(PodFacts pod, String uid) {
    AddAddress add = new AddAddress(blind(false), new IpamSettings("n1", true, true, true));
    Attachment again = new Attachment(pod.key(), uid, "another-sandbox", "eth0", "net-a");
    return add.add(new AddRequest(again, Map.of(), false));
  }

  private Ports blind(boolean apiAnswers) {
    PodDirectory blind =
        new PodDirectory() {
          @Override
          public Optional<PodFacts> cached(EndpointKey key) {
            return Optional.empty();
          }

          @Override
          public Optional<PodFacts> current(EndpointKey key) {
            if (!apiAnswers) {
              throw new TryLaterException("the API server does not answer");
            }
            return Optional.ofNullable(room.api.get(key));
          }
        };
    Ports known = room.ports;
    return new Ports(
        known.ledger(), blind, known.cluster(), known.journal(), known.catalog(), known.pending());
  }

  private PodFacts podWithAddress() {
    room.pool("a", "10.0.0.0/24", "10.0.0.10-10.0.0.20", "");
    PodFacts pod = room.bare("web-0", "uid-0", Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"a\"]}"));
    assertThat(Room.cidrs(room.addTo(pod))).hasSize(1);
    return pod;
  }

  @Test
  void keepsTheAddressOfALivePodThatTheCacheDoesNotHoldWhileTheApiServerIsAway() {
    PodFacts pod = podWithAddress();
    withoutCache(false).release(room.attachment(pod, Room.CONTAINER));
    assertThat(room.leased("a")).isEqualTo(1);
  }

  @Test
  void aPodOfTheJournalGetsItsAddressAgainWhileTheApiServerIsAway() {
    PodFacts pod = podWithAddress();
    String address = Objects.requireNonNull(room.endpoint("web-0")).leases().getFirst().cidr();
    withoutCache(false).release(room.attachment(pod, Room.CONTAINER));

    assertThat(Room.cidrs(addWithoutApi(pod, pod.uid()))).containsExactly(address);
    assertThat(Objects.requireNonNull(room.endpoint("web-0")).parked()).isFalse();
    assertThat(room.leased("a")).isEqualTo(1);
  }

  @Test
  void aPodThatNobodyHereKnowsWaitsForTheApiServer() {
    PodFacts pod = podWithAddress();

    Refusal refusal = Room.refusal(addWithoutApi(pod, "uid-1"));

    assertThat(refusal.code()).isEqualTo(Refusal.TRY_AGAIN_LATER);
    assertThat(refusal.message()).contains("API server");
  }

  @Test
  void aPodWhoseLeaseIsGoneFromTheLedgerWaitsToo() {
    PodFacts pod = podWithAddress();
    var gone = new Reclaim(pod.key(), pod.uid(), "by hand");
    room.ledger.submit(List.of(gone), Duration.ZERO);

    assertThat(Room.refusal(addWithoutApi(pod, pod.uid())).code())
        .isEqualTo(Refusal.TRY_AGAIN_LATER);
    assertThat(room.leased("a")).isZero();
  }

  @Test
  void keepsTheAddressOfALivePodThatOnlyTheApiServerKnows() {
    PodFacts pod = podWithAddress();
    withoutCache(true).release(room.attachment(pod, Room.CONTAINER));
    assertThat(room.leased("a")).isEqualTo(1);
  }

  @Test
  void freesWhatAPodHeldThatTheApiServerDoesNotKnowEither() {
    PodFacts pod = podWithAddress();
    room.api.remove(pod.key());
    withoutCache(true).release(room.attachment(pod, Room.CONTAINER));
    assertThat(room.leased("a")).isZero();
  }
}
