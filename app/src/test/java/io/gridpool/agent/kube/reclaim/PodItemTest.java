package io.gridpool.agent.kube.reclaim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.proto.kube.Envelope;
import io.gridpool.agent.proto.kube.ObjectMeta;
import io.gridpool.agent.proto.kube.PartialObjectMetadata;
import io.gridpool.agent.proto.kube.PartialObjectMetadataList;
import io.gridpool.agent.proto.kube.Time;
import io.gridpool.ledger.model.EndpointKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists of pods as API servers write them, in both forms. */
class PodItemTest {
  @Test
  void readsProtobufPodByPod() throws IOException {
    var list = PartialObjectMetadataList.newBuilder();
    IntStream.range(0, 5_000).forEach(i -> list.addItems(object("pod-" + i, "uid-" + i)));

    List<PodItem> pods = read(protobuf(list.build()));

    assertEquals(5_000, pods.size());
    assertEquals(
        new PodItem(new EndpointKey("shop", "pod-4999"), "uid-4999", null), pods.getLast());
  }

  @Test
  void passesOverWhatItDoesNotKnow() throws IOException {
    byte[] withListMetadata =
        PartialObjectMetadataList.newBuilder()
            .addItems(object("web-0", "uid"))
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("\u0012\u00017"))
                            .build())
                    .build())
            .build()
            .toByteArray();

    List<PodItem> pods = read(protobuf(PartialObjectMetadataList.parseFrom(withListMetadata)));

    assertEquals(List.of(new PodItem(new EndpointKey("shop", "web-0"), "uid", null)), pods);
  }

  @Test
  void aMirrorPodHasTheUidOfItsNodesRuntimeAndADeletedOneItsTime() throws IOException {
    var metadata =
        object("web-0", "uid").getMetadata().toBuilder()
            .putAnnotations(PodReader.STATIC_POD_UID, "of-the-node")
            .setDeletionTimestamp(Time.newBuilder().setSeconds(1_700_000_000));
    var list =
        PartialObjectMetadataList.newBuilder()
            .addItems(PartialObjectMetadata.newBuilder().setMetadata(metadata));

    List<PodItem> pods = read(protobuf(list.build()));

    assertEquals("of-the-node", pods.getFirst().uid());
    assertEquals("2023-11-14T22:13:20Z", pods.getFirst().deletionTimestamp());
  }

  @Test
  void aListThatEndsTooEarlyIsRefusedNotTakenForAShortOne() throws IOException {
    var list = PartialObjectMetadataList.newBuilder();
    IntStream.range(0, 100).forEach(i -> list.addItems(object("pod-" + i, "uid-" + i)));
    byte[] whole = protobuf(list.build());
    int item = object("pod-99", "uid-99").getSerializedSize() + 2;

    for (int missing : new int[] {1, item, 10 * item, whole.length - 4}) {
      byte[] part = Arrays.copyOf(whole, whole.length - missing);
      assertThrows(IOException.class, () -> read(part), "without its last " + missing);
    }
  }

  @Test
  void readsJsonWhereTheServerKnowsNoProtobuf() throws IOException {
    List<PodItem> pods =
        read(
            """
            {"kind": "PodList", "metadata": {"resourceVersion": "7"}, "items": [
              {"metadata": {"namespace": "shop", "name": "web-0", "uid": "uid", "labels": {"a": "b"},
                "deletionTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"nodeName": "n1"}}]}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertEquals(
        List.of(new PodItem(new EndpointKey("shop", "web-0"), "uid", "2026-01-01T00:00:00Z")),
        pods);
    assertTrue(read("{\"items\": null}".getBytes(StandardCharsets.UTF_8)).isEmpty());
  }

  private static List<PodItem> read(byte[] body) throws IOException {
    List<PodItem> pods = new ArrayList<>();
    var _ = PodItem.FORMAT.read(new ByteArrayInputStream(body), pods::add);
    return pods;
  }

  private static PartialObjectMetadata object(String name, String uid) {
    return PartialObjectMetadata.newBuilder()
        .setMetadata(ObjectMeta.newBuilder().setNamespace("shop").setName(name).setUid(uid))
        .build();
  }

  private static byte[] protobuf(PartialObjectMetadataList list) throws IOException {
    var body = new ByteArrayOutputStream();
    body.write(new byte[] {'k', '8', 's', 0});
    Envelope.newBuilder().setRaw(list.toByteString()).build().writeTo(body);
    return body.toByteArray();
  }
}
