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

  private CrdNames() {}
}
