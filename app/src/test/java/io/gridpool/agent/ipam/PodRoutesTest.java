package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes, gateways and clean gateways: the same at every repeat. */
class PodRoutesTest {
  private final Room room = new Room(new LedgerInMemory(), "n1");

  @BeforeEach
  void open() {
    room.pool("a", "10.1.0.0/24", "10.1.0.1-10.1.0.9", "{\"gateway\":\"10.1.0.254\"}");
    room.pool(
        "b",
        "10.2.0.0/24",
        "10.2.0.1-10.2.0.9",
        "{\"gateway\":\"10.2.0.254\",\"routes\":[{\"dst\":\"10.8.0.0/16\",\"gw\":\"10.2.0.253\"}]}");
  }

  private List<Route> routes(PodFacts pod, String nic) {
    return ((AddResult.Assigned) room.addNic(pod, nic)).routes();
  }

  private static final String BOTH =
      "[{\"interface\":\"eth0\",\"ipv4\":[\"a\"],\"cleangateway\":true},{\"interface\":\"net1\",\"ipv4\":[\"b\"]}]";
  private static final String ROUTES =
      "[{\"dst\":\"10.9.3.4/16\",\"gw\":\"10.2.0.7\"},{\"dst\":\"0.0.0.0/1\",\"gw\":\"10.1.0.7\"},{\"dst\":\"10.7.0.0/16\",\"gw\":\"10.99.0.1\"}]";

  @Test
  void a00002_eachRouteGoesToTheNicWhoseSubnetHoldsItsGateway() {
    PodFacts pod = room.bare("p", "u", Map.of(PodPools.IPPOOLS, BOTH, PodRoutes.ROUTES, ROUTES));
    for (int repeat = 0; repeat < 2; repeat++) {
      assertThat(routes(pod, "eth0")).containsExactly(new Route("0.0.0.0/1", "10.1.0.7"));
      assertThat(routes(pod, "net1"))
          .containsExactly(
              new Route("10.8.0.0/16", "10.2.0.253"),
              new Route("10.9.0.0/16", "10.2.0.7"),
              new Route("0.0.0.0/0", "10.2.0.254"));
    }
  }

  @Test
  void a00011_aCleanGatewayLeavesTheDefaultRouteOutAndThePoolsRoutesIn() {
    AddRequest clean =
        new AddRequest(
            room.attachment(room.bare("p", "u", Map.of()), Room.CONTAINER), Room.v4("b"), true);
    var assigned = (AddResult.Assigned) room.add.add(clean);
    assertThat(assigned.routes()).containsExactly(new Route("10.8.0.0/16", "10.2.0.253"));
    assertThat(assigned.addresses().getFirst().gateway()).isEqualTo("10.2.0.254");
  }

  @Test
  void aRepeatGivesWhatTheFirstGaveAlsoWhenTheAnnotationChanged() {
    PodFacts pod = room.bare("p", "u", Map.of(PodPools.IPPOOLS, BOTH, PodRoutes.ROUTES, ROUTES));
    List<Route> before = routes(pod, "net1");
    assertThat(routes(room.bare("p", "u", Map.of(PodPools.IPPOOLS, BOTH)), "net1"))
        .isEqualTo(before);
  }

  @Test
  void independentNicsKeepTheirCleanGateways() {
    PodFacts pod = room.bare("p", "u", Map.of());
    Attachment eth0 = room.attachment(pod, Room.CONTAINER);
    room.add.add(new AddRequest(eth0, Room.v4("a"), true));
    room.addNic(pod, "net1", "b");
    var again = (AddResult.Assigned) room.add.add(new AddRequest(eth0, Room.v4("a"), false));
    assertThat(again.routes()).isEmpty();
    assertThat(LeaseDetail.of(Objects.requireNonNull(room.endpoint("p"))).cleanGateways())
        .containsExactly("eth0");
  }

  @Test
  void theNextPodOfAStatefulSetHasItsOwnRoutes() {
    PodFacts old =
        room.pod(
            "web-0",
            "u1",
            Room.STATEFUL_SET,
            Map.of(PodPools.IPPOOLS, BOTH, PodRoutes.ROUTES, ROUTES));
    routes(old, "eth0");
    room.leave(old);
    PodFacts next = room.pod("web-0", "u2", Room.STATEFUL_SET, Map.of(PodPools.IPPOOLS, BOTH));
    assertThat(routes(next, "eth0")).isEmpty();
    assertThat(routes(next, "net1")).hasSize(2);
  }

  @Test
  void wrongRoutesAreWrongInput() {
    for (String value :
        List.of(
            "{}",
            "[{\"dst\":\"10.0.0.0\",\"gw\":\"10.1.0.1\"}]",
            "[{\"dst\":\"10.0.0.0/8\",\"gw\":\"x\"}]",
            "[{\"dst\":\"10.0.0.0/8\"}]",
            "[{\"dst\":\"fd00::/8\",\"gw\":\"10.1.0.1\"}]")) {
      PodFacts pod = room.bare("p", "u", Map.of(PodPools.IPPOOLS, BOTH, PodRoutes.ROUTES, value));
      Refusal refusal = Room.refusal(room.addTo(pod));
      assertThat(refusal.code()).as(value).isEqualTo(Refusal.INVALID_CONFIG);
      assertThat(refusal.message())
          .startsWith("wrong input: annotation " + PodRoutes.ROUTES + " = ");
    }
    assertThat(room.endpoint("p")).isNull();
  }
}
