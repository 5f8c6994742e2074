package io.gridpool.agent.kube.reclaim;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.kube.list.JsonList;
import io.gridpool.agent.kube.list.ListFormat;
import io.gridpool.agent.kube.list.ProtobufList;
import io.gridpool.agent.proto.kube.PartialObjectMetadata;
import io.gridpool.ledger.model.EndpointKey;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One pod of a list that shows metadata only: 100,000 of them are some 57 MB.
 *
 * @param deletionTimestamp in RFC 3339; null when it is not being deleted
 */
record PodItem(EndpointKey key, String uid, @Nullable String deletionTimestamp) {
  /** Pods in such lists. */
  static final ListFormat<PodItem> FORMAT =
      new ProtobufList<>(
          ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
          PartialObjectMetadata.parser(),
          PodItem::of,
          new JsonList<>(Json.class).map(PodItem::of));

  PodSight sight() {
    return PodSight.ofMetadata(uid, deletionTimestamp);
  }

  private static PodItem of(PartialObjectMetadata object) {
    var metadata = object.getMetadata();
    return new PodItem(
        new EndpointKey(metadata.getNamespace(), metadata.getName()),
        metadata.getAnnotationsOrDefault(PodReader.STATIC_POD_UID, metadata.getUid()),
        metadata.hasDeletionTimestamp()
            ? Instant.ofEpochSecond(metadata.getDeletionTimestamp().getSeconds()).toString()
            : null);
  }

  private static PodItem of(Json object) {
    Metadata metadata = object.metadata();
    String runtimeUid = metadata.annotations() == null ? null : metadata.annotations().uid();
    return new PodItem(
        new EndpointKey(metadata.namespace(), metadata.name()),
        Objects.requireNonNullElse(runtimeUid, metadata.uid()),
        metadata.deletionTimestamp());
  }

  /** One pod in JSON. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Json(Metadata metadata) {}

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
