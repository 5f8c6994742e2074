package io.gridpool.agent.kube.crd;

/** The names that Spiderpool's users know, and ours beside them. */
public final class CrdNames {
  /** API group of Spiderpool's kinds. */
  public static final String GROUP = "spiderpool.spidernet.io";

  /** The one version served and stored. */
  public static final String VERSION = "v2beta1";

  /** {@code kubectl get spiderpool} lists all kinds of it. */
  public static final String CATEGORY = "spiderpool";

  /** The finalizer of pools, subnets and endpoints. */
  public static final String FINALIZER = "spiderpool.spidernet.io";

  /** Label of a pool: its subnet with {@code .}, {@code :} and {@code /} written as {@code -}. */
  public static final String LABEL_POOL_CIDR = "ipam.spidernet.io/ippool-cidr";

  /** Label of a subnet: the same of its own CIDR. */
  public static final String LABEL_SUBNET_CIDR = "ipam.spidernet.io/subnet-cidr";

  /** Label of a pool: the subnet that it is a part of. */
  public static final String LABEL_OWNER_SUBNET = "ipam.spidernet.io/owner-spider-subnet";

  /** Annotation of a pool: how long a freed address rests, in milliseconds. */
  public static final String ANNOTATION_COOLDOWN_MS = "ipam.gridpool.io/cooldown-ms";

  /** Label of a pool made for an application: its group and version, such as {@code apps_v1}. */
  public static final String LABEL_APP_VERSION = "ipam.spidernet.io/owner-application-gv";

  /** Label of a pool made for an application: its kind. */
  public static final String LABEL_APP_KIND = "ipam.spidernet.io/owner-application-kind";

  /** Label of a pool made for an application: its namespace. */
  public static final String LABEL_APP_NAMESPACE = "ipam.spidernet.io/owner-application-namespace";

  /** Label of a pool made for an application: its name. Only such pools have it. */
  public static final String LABEL_APP_NAME = "ipam.spidernet.io/owner-application-name";

  /** Label of a pool made for an application: its uid. */
  public static final String LABEL_APP_UID = "ipam.spidernet.io/owner-application-uid";

  /** Label of a pool made for an application: for which NIC. */
  public static final String LABEL_NIC = "ipam.spidernet.io/interface";

  /** Label of a pool made for an application: {@code IPv4} or {@code IPv6}. */
  public static final String LABEL_FAMILY = "ipam.spidernet.io/ip-version";

  /** Label of a pool made for an application: whether it goes with it. */
  public static final String LABEL_RECLAIM = "ipam.spidernet.io/ippool-reclaim";

  /** Keys in the podAffinity of a pool made for an application begin so. */
  public static final String AFFINITY_APP = "ipam.spidernet.io/app-";

  /** Annotation of a network: the name of its NetworkAttachmentDefinition. */
  public static final String ATTACHMENT_NAME = "multus.spidernet.io/cr-name";

  /** Annotation of a network: the CNI version of its configuration. */
  public static final String CNI_VERSION = "multus.spidernet.io/cni-version";

  /** Annotation of a network: the name inside of its configuration. */
  public static final String CONFIG_NAME = "cni.spidernet.io/cniconfig-name";

  /** Annotation of networks, pods and namespaces: the group of RDMA networks that pods get. */
  public static final String INJECT_RDMA = "cni.spidernet.io/rdma-resource-inject";

  /** The same for networks of any kind; the one above comes first. */
  public static final String INJECT_NETWORK = "cni.spidernet.io/network-resource-inject";

  private CrdNames() {}
}
