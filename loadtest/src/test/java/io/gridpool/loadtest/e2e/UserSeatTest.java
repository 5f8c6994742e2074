package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What the catalogue has no row for, from a user's seat; alone, for one of them is a switch of all.
 */
@RealNodes
@Isolated
class UserSeatTest {
  private static final int POOL_SIZE = 10;

  @Test
  void U00001_stickyScaleGivesTheSameAddressesAfterAScaleDown(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Map<String, String> annotations = new HashMap<>(Annotations.ippool(pool));
    annotations.put("ipam.spidernet.io/sticky-scale", "true");
    StatefulSet set = Workloads.statefulSet("set", 3, annotations);
    scene.pods().create(set);
    Map<String, String> before = addresses(scene.pods().running("set", 3));
    scene.pods().scale(set, 1);
    scene.pods().running("set", 1);
    // Others take what is free meanwhile.
    scene.pods().create(Workloads.deployment("others", 3, Annotations.ippool(pool)));
    scene.pods().running("others", 3);
    scene.pods().scale(set, 3);
    assertThat(addresses(scene.pods().running("set", 3))).isEqualTo(before);
  }

  @Test
  void U00002_aVirtualMachineKeepsItsAddressInItsNextPod(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    try (ForeignOwner machine = ForeignOwner.virtualMachine(scene, "vm", pool)) {
      machine.scale(1);
      Pod first = scene.pods().running("vm", 1).getFirst();
      scene.pods().deletePod(first.getMetadata().getName());
      scene.pods().gone("vm");
      machine.scale(1);
      Pod second = scene.pods().running("vm", 1).getFirst();
      assertThat(second.getMetadata().getName()).isNotEqualTo(first.getMetadata().getName());
      assertThat(Pods.address(second)).isEqualTo(Pods.address(first));
    }
    new Ledgered(scene).empty(pool);
  }

  @Test
  void U00003_withoutEnableStatefulSetItsPodsAreStateless(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    var conf =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("kube-system")
            .withName("spiderpool-conf")
            .endMetadata()
            .addToData("conf.yml", "enableIPv4: true\nenableIPv6: true\nenableStatefulSet: false\n")
            .build();
    scene.client().resource(conf).forceConflicts().serverSideApply();
    try {
      AtomicInteger tries = new AtomicInteger();
      Eventually.passes(
          "an endpoint that goes with its pod",
          Eventually.RECLAIM,
          () -> {
            String name = "set-" + tries.incrementAndGet();
            scene.pods().create(Workloads.statefulSet(name, 1, Annotations.ippool(pool)));
            Pod pod = scene.pods().running(name, 1).getFirst();
            var owners = new Ledgered(scene).endpoint(pod).getMetadata().getOwnerReferences();
            assertThat(owners).extracting(owner -> owner.getKind()).containsExactly("Pod");
          });
    } finally {
      scene.client().resource(conf).delete();
    }
  }

  private static Map<String, String> addresses(List<Pod> pods) {
    Map<String, String> addresses = new HashMap<>();
    pods.forEach(pod -> addresses.put(pod.getMetadata().getName(), Pods.address(pod)));
    return addresses;
  }
}
