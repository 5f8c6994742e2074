package io.gridpool.agent.kube.reclaim;

import static io.gridpool.agent.kube.reclaim.ReclaimBugs.key;
import static io.gridpool.agent.kube.reclaim.ReclaimWorld.BARE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.ManualReclaim;
import io.gridpool.agent.ipam.ManualReclaim.Answer;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reclaim by hand, and the addresses that go by a name of their own. */
abstract class OperatorRules {
  ReclaimWorld world;

  abstract KubernetesClient client();

  @BeforeEach
  void begin() {
    world = new ReclaimWorld(client());
    world.node("n1", true);
    for (String name : new String[] {"names", "going"}) {
      var space = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
      if (client().resource(space).get() == null) {
        var _ = client().resource(space).create();
      }
    }
  }

  private ManualReclaim byHand() {
    return new OperatorReclaim(
        new KubeRoom(client(), world, KubeFixture.SETTINGS, () -> KubeFixture.IPAM));
  }

  private String addressOf(EndpointKey key) {
    return Objects.requireNonNull(world.ledger.endpoint(key))
        .leases()
        .getFirst()
        .address()
        .toString();
  }

  @Test
  void freesByHandOnlyOnEvidence() {
    EndpointKey gone = key("hand-gone");
    EndpointKey lives = key("hand-lives");
    world.lease(gone, "uid-gone", "n1", BARE);
    world.lease(lives, world.pod(lives, "n1"), BARE);
    assertThat(byHand().reclaim("default/hand-gone", false, ""))
        .isInstanceOfSatisfying(
            Answer.Freed.class, freed -> assertThat(freed.reason()).isEqualTo("by hand: pod gone"));
    assertThat(byHand().reclaim(addressOf(lives), false, ""))
        .isInstanceOfSatisfying(Answer.Kept.class, kept -> assertThat(kept.node()).isEqualTo("n1"));
    assertThat(world.holds(lives)).isTrue();
  }

  @Test
  void forceFreesAndSaysWhyInTheRecordAndInAnEvent() {
    EndpointKey lives = key("hand-forced");
    world.lease(lives, world.pod(lives, "n1"), BARE);
    String address = addressOf(lives);
    var answer = (Answer.Freed) byHand().reclaim(address, true, "the host is scrap\n");
    assertThat(answer.reason()).isEqualTo("by hand, forced (the host is scrap)");
    assertThat(answer.addresses()).containsExactly(address);
    assertThat(world.holds(lives)).isFalse();
    assertThat(client().v1().events().inNamespace("default").list().getItems())
        .anyMatch(event ->
            event.getReason().equals("IPReclaimed")
                && event.getInvolvedObject().getName().equals("hand-forced")
                && event.getMessage().contains(address)
                && event.getMessage().contains("the host is scrap"));
  }

  @Test
  void aTargetThatNobodyHoldsOrNobodyCanReadIsSaidSo() {
    assertThat(byHand().reclaim("10.66.0.13", true, "")).isInstanceOf(Answer.Unknown.class);
    assertThat(byHand().reclaim("default/nobody", true, "")).isInstanceOf(Answer.Unknown.class);
    assertThat(byHand().reclaim("10.66.0", true, "")).isInstanceOf(Answer.Unreadable.class);
    assertThat(byHand().reclaim("/", true, "")).isInstanceOf(Answer.Unreadable.class);
  }

  private EndpointKey named(String namespace, String name, Owner owner) {
    var key = new EndpointKey(namespace, name);
    var acquire =
        new Acquire(
            key,
            "uid-" + name,
            "n1",
            "c0ffee".repeat(10),
            owner,
            true,
            List.of(new Want("eth0", IpFamily.V4, List.of(ReclaimWorld.POOL))),
            true,
            "carrier-of-" + name,
            "");
    assertThat(world.ledger.submit(acquire)).isInstanceOf(Outcome.Granted.class);
    return key;
  }

  @Test
  void aNameKeepsItsAddressUntilTheOwnerOfItsLastCarrierIsGone() {
    var deployment = new DeploymentBuilder().withNewMetadata();
    var web =
        deployment
            .withNamespace("names")
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withReplicas(0)
            .withNewSelector()
            .addToMatchLabels("app", "web")
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", "web")
            .endMetadata()
            .withSpec(KubeFixture.pod("names", "any", "n1").getSpec())
            .endTemplate()
            .endSpec()
            .build();
    var _ = client().resource(web).create();
    EndpointKey owned = named("names", "owned", new Owner("apps", "Deployment", "web"));
    EndpointKey bare = named("names", "bare", new Owner("", "Pod", "any"));
    EndpointKey foreign = named("names", "foreign", new Owner("example.io", "Thing", "t"));
    assertThat(world.check(owned)).isFalse();
    var _ = client().resource(web).delete();
    KubeFixture.await("gone", () -> client().resource(web).get() == null);
    assertThat(world.check(owned)).isTrue();
    assertThat(world.check(bare)).isFalse();
    assertThat(world.check(foreign)).isFalse();
    assertThat(byHand().reclaim("names/carrier-of-bare", true, ""))
        .isInstanceOf(Answer.Freed.class);
  }

  @Test
  void aNameEndsWithItsNamespace() {
    EndpointKey key = named("going", "bare", new Owner("", "Pod", "any"));
    assertThat(world.check(key)).isFalse();
    var _ = client().namespaces().withName("going").delete();
    KubeFixture.await("freed", () -> world.check(key));
  }
}
