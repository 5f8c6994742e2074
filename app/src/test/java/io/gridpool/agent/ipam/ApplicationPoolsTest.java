package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Pods that ask for the pool of their application, cut from a SpiderSubnet. */
class ApplicationPoolsTest {
  private static final Owner WEB = new Owner("apps", "Deployment", "web");
  private static final Map<String, String> SUBNET =
      Map.of(SubnetAnnotation.SUBNET, "{\"ipv4\":[\"s4\"]}");

  private final Room room = room(true, true);

  private static Room room(boolean subnets, boolean autoPools) {
    var settings =
        new IpamSettings("n1", true, true, true)
            .withSubnets(new IpamSettings.Subnets(subnets, autoPools, 1, 50));
    Room room = new Room(new LedgerInMemory(), settings, new HashMap<>());
    made(room, "auto4-web-eth0-aaaaa", "10.1.0.1-10.1.0.4", WEB);
    made(room, "auto4-web-net1-aaaaa", "10.1.0.11-10.1.0.14", WEB);
    made(room, "auto4-nightly-eth0-bbbbb", "10.1.0.21", new Owner("batch", "CronJob", "nightly"));
    room.pool("plain", "10.9.0.0/24", "10.9.0.1-10.9.0.9", "{\"default\":true}");
    return room;
  }

  private static void made(Room room, String pool, String range, Owner app) {
    room.pool(
        pool,
        "10.1.0.0/24",
        range,
        "{\"podAffinity\":{\"matchLabels\":{"
            + "\"ipam.spidernet.io/app-api-group\":\""
            + app.group()
            + "\",\"ipam.spidernet.io/app-api-version\":\"v1\",\"ipam.spidernet.io/app-kind\":\""
            + app.kind()
            + "\",\"ipam.spidernet.io/app-namespace\":\"default\",\"ipam.spidernet.io/app-name\":\""
            + app.name()
            + "\"}}}");
  }

  private PodFacts web(Map<String, String> annotations) {
    return room.pod("web-1", "u1", WEB, annotations);
  }

  @Test
  void e00010_aSubnetOfOneFamilyGivesExactlyOneAddress() {
    assertThat(Room.cidrs(room.addTo(web(SUBNET)))).containsExactly("10.1.0.1/24");
  }

  @Test
  void subnetsBeatEveryOtherSource() {
    Map<String, String> annotations = new TreeMap<>(SUBNET);
    annotations.put(PodPools.IPPOOL, "{\"ipv4\":[\"plain\"]}");
    assertThat(Room.cidrs(room.addTo(web(annotations)))).containsExactly("10.1.0.1/24");
  }

  @Test
  void i00012_eachNicHasAPoolOfItsOwn() {
    String items =
        "[{\"interface\":\"eth0\",\"ipv4\":[\"s4\"]},{\"interface\":\"net1\",\"ipv4\":[\"t4\"]}]";
    PodFacts pod = web(Map.of(SubnetAnnotation.SUBNETS, items));
    assertThat(Room.cidrs(room.addNic(pod, "eth0"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(room.addNic(pod, "net1"))).containsExactly("10.1.0.11/24");
    assertThat(Room.refusal(room.addNic(pod, "net2")).message())
        .isEqualTo(
            "wrong input: interface net2 must be specified in annotation"
                + " ipam.spidernet.io/subnets of pod default/web-1");
  }

  @Test
  void aPoolThatIsNotThereYetIsWaitedForAndThenAskedForAgain() {
    PodFacts pod = room.pod("new-1", "u2", new Owner("apps", "Deployment", "new"), SUBNET);
    Refusal refusal = Room.refusal(room.addTo(pod));
    assertThat(refusal.code()).isEqualTo(Refusal.TRY_AGAIN_LATER);
    assertThat(refusal.message())
        .isEqualTo(
            "no IPv4 pool of SpiderSubnet s4 is there yet for eth0 of Deployment default/new");
  }

  @Test
  void i00020_nobodyElseGetsTheAddressesOfAnApplicationsPool() {
    PodFacts pod =
        room.pod(
            "other-1",
            "u3",
            new Owner("apps", "Deployment", "other"),
            Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"auto4-web-eth0-aaaaa\"]}"));
    assertThat(Room.refusal(room.addTo(pod)).message()).contains("it is for another application");
  }

  @Test
  void podsOfACronJobUseItsPool() {
    PodFacts pod =
        room.pod("nightly-28-x", "u4", new Owner("batch", "Job", "nightly-28123456"), SUBNET);
    assertThat(Room.cidrs(room.addTo(pod))).containsExactly("10.1.0.21/24");
    PodFacts other = room.pod("nightly-x-y", "u5", new Owner("batch", "Job", "nightly-x"), SUBNET);
    assertThat(Room.refusal(room.addTo(other)).code()).isEqualTo(Refusal.TRY_AGAIN_LATER);
  }

  @Test
  void i00023_anOrphanPodIsRefused() {
    Refusal refusal = Room.refusal(room.addTo(room.bare("lone", "u6", SUBNET)));
    assertThat(refusal.code()).isEqualTo(Refusal.INVALID_CONFIG);
    assertThat(refusal.message()).contains("pod default/lone belongs to Pod lone");
  }

  @Test
  void i00024_withoutAutomaticPoolsThePodIsRefused() {
    Room off = room(true, false);
    Refusal refusal = Room.refusal(off.addTo(off.pod("web-1", "u1", WEB, SUBNET)));
    assertThat(refusal.message()).contains("enableAutoPoolForApplication is false");
  }

  @Test
  void withoutSubnetsTheAnnotationMeansNothing() {
    Room off = room(false, true);
    assertThat(Room.cidrs(off.addTo(off.pod("web-1", "u1", WEB, SUBNET))))
        .containsExactly("10.9.0.1/24");
  }

  @Test
  void wrongAnnotationsAreNamed() {
    String[][] wrong = {
      {SubnetAnnotation.SUBNET, "{\"ipv4\":[\"\"]}", "has an empty name"},
      {SubnetAnnotation.SUBNET, "{}", "names no subnet"},
      {SubnetAnnotation.SUBNETS, "[]", "it names no subnet"},
      {SubnetAnnotation.SUBNETS, "[{\"ipv4\":[\"a\"]},{\"ipv4\":[\"b\"]}]", "interface eth0 twice"},
      {
        SubnetAnnotation.SUBNETS,
        "[{\"ipv4\":[\"a\"]},{\"interface\":\"net1\",\"ipv4\":[\"a\"]}]",
        "subnet a twice"
      },
      {SubnetAnnotation.NUMBER, "++1", "as 5 or +1"},
      {SubnetAnnotation.NUMBER, "-1", "as 5 or +1"},
      {SubnetAnnotation.RECLAIM, "maybe", "true or false"},
    };
    for (String[] row : wrong) {
      Map<String, String> annotations = new TreeMap<>(SUBNET);
      annotations.put(row[0], row[1]);
      Refusal refusal = Room.refusal(room.addTo(web(annotations)));
      assertThat(refusal.code()).as(row[1]).isEqualTo(Refusal.INVALID_CONFIG);
      assertThat(refusal.message()).contains(row[0], row[1], row[2]);
    }
  }

  @Test
  void i00017_aLongNameIsCutSoThatThePoolsNameFits() {
    String app = "a".repeat(253);
    String name = AutoPoolName.of(IpFamily.V6, app, "eth0", "0a-1b-23456789");
    assertThat(name).hasSize(253).endsWith("-eth0-23456");
    assertThat(AutoPoolName.matches(name, IpFamily.V6, app, "eth0")).isTrue();
    assertThat(AutoPoolName.matches(name, IpFamily.V6, app, "net1")).isFalse();
  }
}
