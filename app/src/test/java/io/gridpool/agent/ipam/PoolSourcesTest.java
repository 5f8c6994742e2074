package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which pools a pod names, and in which order they are tried. */
class PoolSourcesTest {
  private final Room room = new Room(new LedgerInMemory(), "n1");

  @BeforeEach
  void open() {
    room.pool("rack-1", "10.1.0.0/24", "10.1.0.10-10.1.0.19", "{}");
    room.pool("rack-2", "10.2.0.0/24", "10.2.0.10-10.2.0.19", "{}");
    room.pool("rack-10", "10.3.0.0/24", "10.3.0.10-10.3.0.19", "{\"namespaceName\":[\"default\"]}");
    room.pool("six", "fd00::/64", "fd00::10-fd00::ff", "{}");
  }

  private String first(PodFacts pod) {
    return Room.cidrs(room.addTo(pod)).getFirst();
  }

  private Refusal refusalOf(String annotation, String value) {
    return Room.refusal(room.addTo(room.bare("p", "u", Map.of(annotation, value))));
  }

  @Test
  void triesPoolsInTheOrderWritten() {
    assertThat(first(room.of("p", "u", "rack-2", "rack-10", "rack-1"))).startsWith("10.2.");
  }

  @Test
  void triesTheMoreSpecificPoolFirstWhereNoOrderIsWritten() {
    assertThat(first(room.of("p", "u", "rack-*"))).startsWith("10.3.");
    assertThat(first(room.of("q", "v", "rack-[^3-9]"))).startsWith("10.1.");
  }

  @Test
  void patternsKeepThePlaceWhereTheyAreWritten() {
    assertThat(first(room.of("p", "u", "rack-2", "rack-1*"))).startsWith("10.2.");
  }

  @Test
  void refusesAPoolThatIsNamedTwiceAlsoThroughAPattern() {
    assertThat(Room.refusal(room.addTo(room.of("p", "u", "rack-1", "rack-*"))).message())
        .isEqualTo("wrong input: a pool is named twice in [rack-1, rack-10, rack-1, rack-2]");
  }

  @Test
  void saysWhichPatternMatchesNothing() {
    Refusal refusal = Room.refusal(room.addTo(room.of("p", "u", "shelf-*")));
    assertThat(refusal.code()).isEqualTo(Refusal.NO_POOL);
    assertThat(refusal.message())
        .isEqualTo(
            "no IPPool available: no IPv4 IPPool matches [shelf-*], named for pod default/p");
    assertThat(Room.refusal(room.addTo(room.of("p", "u", "rack-["))).code())
        .isEqualTo(Refusal.INVALID_CONFIG);
  }

  @Test
  void aFamilyThatTheSourceDoesNotNameIsNotTakenFromALaterSource() {
    room.namespaces.put(
        "default",
        new ObjectFacts("default", Map.of(), Map.of(PodPools.NAMESPACE_V4, "[\"rack-?\"]")));
    room.pool("all6", "fd01::/64", "fd01::1-fd01::9", "{\"default\":true}");
    assertThat(Room.cidrs(room.addTo(room.bare("p", "u", Map.of())))).hasSize(1);
  }

  @Test
  void everyNicBeatsOneNicBeatsNamespaceBeatsConfiguration() {
    room.namespaces.put(
        "default",
        new ObjectFacts("default", Map.of(), Map.of(PodPools.NAMESPACE_V4, "[\"rack-2\"]")));
    String one = "{\"ipv4\":[\"rack-1\"]}";
    String every = "[{\"ipv4\":[\"rack-10\"]}]";
    PodFacts both = room.bare("a", "a", Map.of(PodPools.IPPOOL, one, PodPools.IPPOOLS, every));
    assertThat(first(both)).startsWith("10.3.");
    assertThat(first(room.bare("b", "b", Map.of(PodPools.IPPOOL, one)))).startsWith("10.1.");
    assertThat(Room.cidrs(room.addNic(room.bare("c", "c", Map.of()), "eth0", "rack-1")).getFirst())
        .startsWith("10.2.");
  }

  @Test
  void readsKeysInAnyCaseAndTheLastOfTwo() {
    String value = "{\"IPv4\":[\"rack-1\"],\"ipv4\":[\"rack-2\"],\"later\":{\"x\":1}}";
    assertThat(first(room.bare("p", "u", Map.of(PodPools.IPPOOL, value)))).startsWith("10.2.");
  }

  @Test
  void a00003_wrongAnnotationsAreNamedPrecisely() {
    for (String value :
        List.of(
            "{\"v4\":[\"rack-1\"]}",
            "{}",
            "null",
            "[]",
            "{\"ipv4\":[1]}",
            "{\"ipv4\":[]} x",
            "rack-1")) {
      Refusal refusal = refusalOf(PodPools.IPPOOL, value);
      assertThat(refusal.code()).as(value).isEqualTo(Refusal.INVALID_CONFIG);
      assertThat(refusal.message())
          .startsWith("wrong input: annotation ipam.spidernet.io/ippool = " + value + ": ");
    }
    for (String value :
        List.of(
            "[]",
            "{}",
            "[{\"interface\":\"eth0\"}]",
            "[{\"interface\":\"eth0\",\"ipv4\":[\"rack-1\"],\"cleanGateway\":\"true\"}]",
            "[{\"interface\":\"eth0\",\"ipv4\":[\"rack-1\"]},{\"ipv4\":[\"rack-2\"]}]")) {
      assertThat(refusalOf(PodPools.IPPOOLS, value).message())
          .startsWith("wrong input: annotation ipam.spidernet.io/ippools = " + value + ": ");
    }
  }

  @Test
  void a00013_theNicThatAsksMustBeListed() {
    assertThat(
            refusalOf(PodPools.IPPOOLS, "[{\"interface\":\"net1\",\"ipv4\":[\"rack-1\"]}]")
                .message())
        .isEqualTo(
            "wrong input: interface eth0 must be specified in annotation ipam.spidernet.io/ippools of pod default/p");
  }

  @Test
  void a00014_aNicMustBeListedOnce() {
    String item = "{\"interface\":\"eth0\",\"ipv4\":[\"rack-1\"]}";
    assertThat(refusalOf(PodPools.IPPOOLS, "[" + item + "," + item + "]").message())
        .endsWith(": it names interface eth0 twice");
  }

  @Test
  void a00015_patternsWorkForEveryNic() {
    String value = "[{\"interface\":\"eth0\",\"ipv4\":[\"rack-1?\"],\"ipv6\":[\"s*\"]}]";
    assertThat(Room.cidrs(room.addTo(room.bare("p", "u", Map.of(PodPools.IPPOOLS, value)))))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("10.3.");
  }
}
