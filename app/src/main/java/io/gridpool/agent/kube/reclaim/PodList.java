package io.gridpool.agent.kube.reclaim;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Parser;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.proto.kube.Envelope;
import io.gridpool.agent.proto.kube.ObjectMeta;
import io.gridpool.agent.proto.kube.PartialObjectMetadata;
import io.gridpool.agent.proto.kube.PartialObjectMetadataList;
import io.gridpool.ledger.model.EndpointKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list of pods as the API server writes it, their metadata only, read while it comes: 100,000
 * pods are some 57 MB, of which one pod at a time is in memory.
 *
 * <p>Asked for in protobuf, which costs the API server half and this agent a tenth of what JSON
 * does: most of a pod's metadata is {@code managedFields}, which are passed over unread. A server
 * that knows no protobuf answers JSON.
 */
final class PodList {
  /** What to accept, best first. */
  static final String ACCEPT =
      "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,"
          + "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

  /** The largest list in protobuf, in bytes: more pods than any cluster has. */
  private static final int BYTES_MAX = 1 << 30;

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int LENGTH_DELIMITED = 2;
  private static final int RAW = tag(Envelope.RAW_FIELD_NUMBER);
  private static final int ITEM = tag(PartialObjectMetadataList.ITEMS_FIELD_NUMBER);
  private static final Parser<PartialObjectMetadata> OBJECT =
      DiscardUnknownFieldsParser.wrap(PartialObjectMetadata.parser());

  private PodList() {}

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
   * Passes on each pod of a list in either form.
   *
   * @throws IOException when it is neither, or ends too early; some pods were passed on by then
   */
  static void read(InputStream body, KubernetesSerialization json, Consumer<Item> sink)
      throws IOException {
    byte[] start = body.readNBytes(MAGIC.length);
    if (Arrays.equals(start, MAGIC)) {
      readEnvelope(body, sink);
      return;
    }
    try (var whole = new SequenceInputStream(new ByteArrayInputStream(start), body)) {
      json.unmarshal(whole, JsonList.class).pods().forEach(sink);
    } catch (IllegalArgumentException e) {
      throw new IOException("a list of pods cannot be read: " + e.getMessage(), e);
    }
  }

  private static int tag(int field) {
    return field << 3 | LENGTH_DELIMITED;
  }

  private static void readEnvelope(InputStream body, Consumer<Item> sink) throws IOException {
    CodedInputStream input = CodedInputStream.newInstance(body);
    var _ = input.setSizeLimit(BYTES_MAX);
    boolean found = false;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (tag == RAW) {
        found = true;
        int outside = input.pushLimit(input.readRawVarint32());
        readItems(input, sink);
        input.popLimit(outside);
      } else {
        var _ = input.skipField(tag);
      }
    }
    if (!found) {
      throw new IOException("a list of pods ends before it begins");
    }
  }

  private static void readItems(CodedInputStream input, Consumer<Item> sink) throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (tag == ITEM) {
        var object = input.readMessage(OBJECT, ExtensionRegistryLite.getEmptyRegistry());
        sink.accept(item(object.getMetadata()));
      } else {
        var _ = input.skipField(tag);
      }
    }
    if (input.getBytesUntilLimit() > 0) {
      throw new IOException(
          "a list of pods ends %d bytes too early".formatted(input.getBytesUntilLimit()));
    }
  }

  private static Item item(ObjectMeta metadata) {
    return new Item(
        new EndpointKey(metadata.getNamespace(), metadata.getName()),
        metadata.getAnnotationsOrDefault(PodReader.STATIC_POD_UID, metadata.getUid()),
        metadata.hasDeletionTimestamp()
            ? Instant.ofEpochSecond(metadata.getDeletionTimestamp().getSeconds()).toString()
            : null);
  }

  /** A list in JSON. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record JsonList(@Nullable List<JsonItem> items) {
    Stream<Item> pods() {
      return items == null ? Stream.empty() : items.stream().map(JsonItem::pod);
    }
  }

  /** One pod. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record JsonItem(Metadata metadata) {
    Item pod() {
      String runtimeUid = metadata.annotations() == null ? null : metadata.annotations().uid();
      return new Item(
          new EndpointKey(metadata.namespace(), metadata.name()),
          Objects.requireNonNullElse(runtimeUid, metadata.uid()),
          metadata.deletionTimestamp());
    }
  }

  /** Its metadata. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Metadata(
      String namespace,
      String name,
      String uid,
      @Nullable String deletionTimestamp,
      @Nullable Annotations annotations) {}

  /** The one annotation that matters here. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Annotations(@JsonProperty(PodReader.STATIC_POD_UID) @Nullable String uid) {}
}
