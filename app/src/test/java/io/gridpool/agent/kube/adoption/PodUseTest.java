package io.gridpool.agent.kube.adoption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.proto.kube.Envelope;
import io.gridpool.agent.proto.kube.ListMeta;
import io.gridpool.agent.proto.kube.ObjectList;
import io.gridpool.agent.proto.kube.ObjectMeta;
import io.gridpool.agent.proto.kube.Pod;
import io.gridpool.agent.proto.kube.PodIP;
import io.gridpool.agent.proto.kube.PodSpec;
import io.gridpool.agent.proto.kube.PodStatus;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same pods in both forms of a list say the same. */
class PodUseTest {
  private static final String JSON =
      """
      {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}, "items": [
        {"metadata": {"namespace": "shop", "name": "web", "uid": "u1", "managedFields": [{}]},
         "spec": {"nodeName": "n1", "containers": [{"name": "main",
           "resources": {"limits": {"cpu": "100m"}}, "livenessProbe": {"httpGet": {"port": "http"}}}]},
         "status": {"phase": "Running", "podIP": "10.6.0.9",
           "podIPs": [{"ip": "10.6.0.9"}, {"ip": "fd00::9"}]}},
        {"metadata": {"namespace": "kube-system", "name": "static", "uid": "u2",
           "annotations": {"kubernetes.io/config.hash": "of-the-node"}},
         "spec": {"nodeName": "n1", "hostNetwork": true}, "status": {"phase": "Running"}},
        {"metadata": {"namespace": "shop", "name": "job", "uid": "u3"},
         "spec": {"nodeName": "n2"}, "status": {"phase": "Succeeded"}},
        {"metadata": {"namespace": "shop", "name": "nics", "uid": "u4",
           "annotations": {"k8s.v1.cni.cncf.io/networks": "b"}},
         "spec": {"nodeName": "n2"}, "status": {"podIPs": [{"ip": "10.6.0.10"}]}},
        {"metadata": {"namespace": "shop", "name": "pending", "uid": "u5"}, "spec": {}}]}
      """;

  private static final List<PodUse> SAID =
      List.of(
          new PodUse(live("shop", "web", "u1", "n1", "10.6.0.9", "fd00::9"), true, false),
          new PodUse(live("kube-system", "static", "of-the-node", "n1"), false, false),
          new PodUse(live("shop", "job", "u3", "n2"), false, false),
          new PodUse(live("shop", "nics", "u4", "n2", "10.6.0.10"), true, true),
          new PodUse(live("shop", "pending", "u5", ""), false, false));

  @Test
  void readsPodsInJson() throws IOException {
    assertEquals(SAID, read(JSON.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsPodsInProtobuf() throws IOException {
    var list =
        ObjectList.newBuilder()
            .setMetadata(ListMeta.newBuilder().setResourceVersion("7"))
            .addItems(
                pod("web", "u1", "n1", "Running")
                    .setStatus(
                        PodStatus.newBuilder()
                            .setPhase("Running")
                            .addPodIps(PodIP.newBuilder().setIp("10.6.0.9"))
                            .addPodIps(PodIP.newBuilder().setIp("fd00::9")))
                    .build()
                    .toByteString())
            .addItems(onTheHost())
            .addItems(pod("job", "u3", "n2", "Succeeded").build().toByteString())
            .addItems(severalNics())
            .addItems(pod("pending", "u5", "", "").build().toByteString());
    var body = new ByteArrayOutputStream();
    body.write(new byte[] {'k', '8', 's', 0});
    Envelope.newBuilder().setRaw(list.build().toByteString()).build().writeTo(body);

    assertEquals(SAID, read(body.toByteArray()));
  }

  @Test
  void onlyALivingPodMayHoldWhatItsStatusDoesNotShow() {
    assertEquals(
        List.of("nics"),
        SAID.stream().filter(PodUse::mayHoldUnknown).map(use -> use.pod().key().name()).toList());
  }

  private static ByteString onTheHost() {
    return Pod.newBuilder()
        .setMetadata(
            ObjectMeta.newBuilder()
                .setNamespace("kube-system")
                .setName("static")
                .setUid("u2")
                .putAnnotations(PodReader.STATIC_POD_UID, "of-the-node"))
        .setSpec(PodSpec.newBuilder().setNodeName("n1").setHostNetwork(true))
        .setStatus(PodStatus.newBuilder().setPhase("Running"))
        .build()
        .toByteString();
  }

  private static ByteString severalNics() {
    Pod.Builder pod = pod("nics", "u4", "n2", "");
    pod.getMetadataBuilder().putAnnotations("k8s.v1.cni.cncf.io/networks", "b");
    pod.getStatusBuilder().addPodIps(PodIP.newBuilder().setIp("10.6.0.10"));
    return pod.build().toByteString();
  }

  private static Pod.Builder pod(String name, String uid, String node, String phase) {
    return Pod.newBuilder()
        .setMetadata(ObjectMeta.newBuilder().setNamespace("shop").setName(name).setUid(uid))
        .setSpec(PodSpec.newBuilder().setNodeName(node))
        .setStatus(PodStatus.newBuilder().setPhase(phase));
  }

  private static LivePod live(
      String namespace, String name, String uid, String node, String... addresses) {
    return new LivePod(
        new EndpointKey(namespace, name),
        uid,
        node,
        List.of(addresses).stream().map(Address::parse).toList());
  }

  private static List<PodUse> read(byte[] body) throws IOException {
    List<PodUse> uses = new ArrayList<>();
    var end = PodUse.FORMAT.read(new ByteArrayInputStream(body), uses::add);
    assertEquals("7", end.resourceVersion());
    return uses;
  }
}
