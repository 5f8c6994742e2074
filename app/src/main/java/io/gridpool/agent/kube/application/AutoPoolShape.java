package io.gridpool.agent.kube.application;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.gridpool.agent.ipam.AutoPoolName;
import io.gridpool.agent.ipam.SubnetAnnotation;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.IpFamily;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A pool of an application as an object, label by label as Spiderpool writes it.
 *
 * @param size as the application asks for it
 * @param keep whether it outlives the application
 */
record AutoPoolShape(
    Application app,
    String nic,
    IpFamily family,
    SpiderSubnet subnet,
    SubnetAnnotation.Size size,
    boolean keep) {
  String name() {
    return AutoPoolName.of(family, app.key().name(), nic, app.uid());
  }

  /** Whether a pool is the one of this NIC and family, in whichever life of the application. */
  boolean isFor(SpiderIPPool pool) {
    Map<String, String> labels = labels(pool);
    return nic.equals(labels.get(CrdNames.LABEL_NIC))
        && familyName().equals(labels.get(CrdNames.LABEL_FAMILY));
  }

  private String familyName() {
    return family == IpFamily.V4 ? "IPv4" : "IPv6";
  }

  /** The labels; others on the pool stay. */
  Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    labels.put(CrdNames.LABEL_APP_VERSION, app.key().kind().group() + "_v1");
    labels.put(CrdNames.LABEL_APP_KIND, app.key().kind().kind());
    labels.put(CrdNames.LABEL_APP_NAMESPACE, AppKey.labelled(app.key().namespace()));
    labels.put(CrdNames.LABEL_APP_NAME, AppKey.labelled(app.key().name()));
    labels.put(CrdNames.LABEL_APP_UID, app.uid());
    labels.put(CrdNames.LABEL_NIC, nic);
    labels.put(CrdNames.LABEL_FAMILY, familyName());
    labels.put(CrdNames.LABEL_RECLAIM, keep ? "false" : "true");
    labels.put(CrdNames.LABEL_OWNER_SUBNET, subnet.getMetadata().getName());
    labels.put(CrdNames.LABEL_POOL_CIDR, subnet.getSpec().subnet().replaceAll("[.:/]", "-"));
    return labels;
  }

  static Map<String, String> labels(SpiderIPPool pool) {
    return Objects.requireNonNullElse(pool.getMetadata().getLabels(), Map.of());
  }

  static Map<String, String> annotations(SpiderIPPool pool) {
    return Objects.requireNonNullElse(pool.getMetadata().getAnnotations(), Map.of());
  }

  static List<String> texts(List<AddressRange> ranges) {
    return ranges.stream().map(AddressRange::toString).toList();
  }

  /** The whole object, for a create. */
  SpiderIPPool object(List<AddressRange> ranges) {
    SpiderIPPool pool = new SpiderIPPool();
    pool.setMetadata(
        new ObjectMetaBuilder()
            .withName(name())
            .withLabels(labels())
            .withAnnotations(Map.of(SubnetAnnotation.NUMBER, size.toString()))
            .withFinalizers(CrdNames.FINALIZER)
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(subnet.getApiVersion())
                    .withKind(subnet.getKind())
                    .withName(subnet.getMetadata().getName())
                    .withUid(subnet.getMetadata().getUid())
                    .withController(true)
                    .withBlockOwnerDeletion(true)
                    .build())
            .build());
    pool.setSpec(spec(ranges));
    return pool;
  }

  private SpiderIPPool.Spec spec(List<AddressRange> ranges) {
    SpiderSubnet.Spec from = subnet.getSpec();
    return new SpiderIPPool.Spec(
        family == IpFamily.V4 ? 4L : 6L,
        from.subnet(),
        texts(ranges),
        null,
        from.gateway(),
        from.routes(),
        new LabelSelectorBuilder().withMatchLabels(app.key().affinity()).build(),
        null,
        null,
        null,
        null,
        null,
        false,
        false);
  }
}
