package io.gridpool.agent.kube.reclaim;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.proto.kube.Envelope;
import io.gridpool.agent.proto.kube.ObjectMeta;
import io.gridpool.agent.proto.kube.PartialObjectMetadata;
import io.gridpool.agent.proto.kube.PartialObjectMetadataList;
import io.gridpool.ledger.model.EndpointKey;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of pods, their metadata only.
 *
 * <p>Asked for in protobuf, which costs the API server half and this agent a tenth of what JSON
 * does: most of a pod's metadata is {@code managedFields}, which are passed over unread. A server
 * that knows no protobuf answers JSON.
 *
 * @param next where the next page starts; empty for the last one
 */
record PodPage(List<Item> items, String next) {
  /** What to accept, best first. */
  static final String ACCEPT =
      "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,"
          + "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final Parser<Envelope> ENVELOPE =
      DiscardUnknownFieldsParser.wrap(Envelope.parser());
  private static final Parser<PartialObjectMetadataList> LIST =
      DiscardUnknownFieldsParser.wrap(PartialObjectMetadataList.parser());

  /**
   * One pod.
   *
   * @param deletionTimestamp in RFC 3339; null when it is not being deleted
   */
  record Item(EndpointKey key, String uid, @Nullable String deletionTimestamp) {
    PodSight sight() {
      return PodSight.ofMetadata(uid, deletionTimestamp);
    }
  }

  /**
   * Reads a page in either form.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static PodPage read(byte[] body, KubernetesSerialization json) {
    boolean protobuf =
        body.length >= MAGIC.length
            && ByteBuffer.wrap(MAGIC).equals(ByteBuffer.wrap(body, 0, MAGIC.length));
    try {
      return protobuf
          ? ofProtobuf(body)
          : json.unmarshal(new ByteArrayInputStream(body), JsonPage.class).page();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a page of pods cannot be read: " + e.getMessage(), e);
    }
  }

  private static PodPage ofProtobuf(byte[] body) throws InvalidProtocolBufferException {
    Envelope envelope = ENVELOPE.parseFrom(body, MAGIC.length, body.length - MAGIC.length);
    PartialObjectMetadataList list = LIST.parseFrom(envelope.getRaw());
    return new PodPage(
        list.getItemsList().stream()
            .map(PartialObjectMetadata::getMetadata)
            .map(PodPage::item)
            .toList(),
        list.getMetadata().getContinue());
  }

  private static Item item(ObjectMeta metadata) {
    return new Item(
        new EndpointKey(metadata.getNamespace(), metadata.getName()),
        metadata.getAnnotationsOrDefault(PodReader.STATIC_POD_UID, metadata.getUid()),
        metadata.hasDeletionTimestamp()
            ? Instant.ofEpochSecond(metadata.getDeletionTimestamp().getSeconds()).toString()
            : null);
  }

  /** A page in JSON. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record JsonPage(@Nullable ListMetadata metadata, @Nullable List<JsonItem> items) {
    PodPage page() {
      return new PodPage(
          items == null ? List.of() : items.stream().map(item -> item.metadata().item()).toList(),
          metadata == null ? "" : Objects.requireNonNullElse(metadata.next(), ""));
    }
  }

  /** Where the next page starts. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record ListMetadata(@JsonProperty("continue") @Nullable String next) {}

  /** One pod. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record JsonItem(Metadata metadata) {}

  /** Its metadata. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Metadata(
      String namespace,
      String name,
      String uid,
      @Nullable String deletionTimestamp,
      @Nullable Annotations annotations) {
    Item item() {
      String runtimeUid = annotations == null ? null : annotations.staticUid();
      return new Item(
          new EndpointKey(namespace, name),
          Objects.requireNonNullElse(runtimeUid, uid),
          deletionTimestamp);
    }
  }

  /** The one annotation that matters here. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Annotations(@JsonProperty(PodReader.STATIC_POD_UID) @Nullable String staticUid) {}
}
