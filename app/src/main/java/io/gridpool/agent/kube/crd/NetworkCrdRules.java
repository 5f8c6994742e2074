package io.gridpool.agent.kube.crd;

/**
 * The rules of networks and of the coordinator that an API server checks by itself, in CEL; as in
 * {@link CrdRules} each guards what it reads.
 */
final class NetworkCrdRules {
  /** The most masters of a network: what one bond takes. */
  static final int MASTERS_MAX = 16;

  /** The most plugins chained behind the main one. */
  static final int CHAINED_MAX = 16;

  /** The longest MAC prefix, in characters. */
  static final int MAC_PREFIX_LENGTH_MAX = 5;

  /** On a network: no part but the one that the type names. */
  static final String NO_OTHER_PART =
      "(!has(self.macvlan) || self.cniType == 'macvlan')"
          + " && (!has(self.ipvlan) || self.cniType == 'ipvlan')"
          + " && (!has(self.vlan) || self.cniType == 'vlan')"
          + " && (!has(self.sriov) || self.cniType == 'sriov')"
          + " && (!has(self.ibsriov) || self.cniType == 'ib-sriov')"
          + " && (!has(self.ipoib) || self.cniType == 'ipoib')"
          + " && (!has(self.ovs) || self.cniType == 'ovs')"
          + " && (!has(self.customCNI) || self.customCNI == '' || self.cniType == 'custom')";

  static final String NO_OTHER_PART_MESSAGE =
      "'with cniType ' + self.cniType + ' no part of another type may be set'";

  /** On a network: the part that the type names is there. */
  static final String OWN_PART =
      "self.cniType == 'custom' || (self.cniType == 'macvlan' && has(self.macvlan))"
          + " || (self.cniType == 'ipvlan' && has(self.ipvlan))"
          + " || (self.cniType == 'vlan' && has(self.vlan))"
          + " || (self.cniType == 'sriov' && has(self.sriov))"
          + " || (self.cniType == 'ib-sriov' && has(self.ibsriov))"
          + " || (self.cniType == 'ipoib' && has(self.ipoib))"
          + " || (self.cniType == 'ovs' && has(self.ovs))";

  static final String OWN_PART_MESSAGE =
      "'cniType is ' + self.cniType + ', and its part is not set'";

  /** On a part with masters: several need a bond with a name. */
  static final String BOND =
      "size(self.master) < 2 || (has(self.bond) && size(self.bond.name) > 0)";

  static final String BOND_MESSAGE = "two or more masters need a bond with a name";

  /** On masters: no empty name. */
  static final String MASTERS = "self.all(m, size(m) > 0)";

  static final String MASTERS_MESSAGE = "a master must have a name";

  /** On vlan: the id is given, or is found. */
  static final String VLAN_ID =
      "(has(self.vlanMode) && self.vlanMode == 'auto') != has(self.vlanID)";

  static final String VLAN_ID_MESSAGE =
      "vlanMode manual needs a vlanID, vlanMode auto does not take one";

  /** On a part for virtual functions: they are somebody's. */
  static final String RESOURCE = "has(self.resourceName) && size(self.resourceName) > 0";

  static final String RESOURCE_MESSAGE = "resourceName is needed";

  /** On ipoib: it has a master. */
  static final String MASTER = "has(self.master) && size(self.master) > 0";

  static final String MASTER_MESSAGE = "master is needed";

  /** On sriov: the lower rate is not above the higher. */
  static final String RATES =
      "!has(self.minTxRateMbps) || !has(self.maxTxRateMbps)"
          + " || self.minTxRateMbps <= self.maxTxRateMbps";

  static final String RATES_MESSAGE = "minTxRateMbps is above maxTxRateMbps";

  /** On a part that is not sriov: pools are not matched with the master's subnet. */
  static final String NO_MASTER_MATCH =
      "!has(self.ippools) || !has(self.ippools.matchMasterSubnet)"
          + " || !self.ippools.matchMasterSubnet";

  static final String NO_MASTER_MATCH_MESSAGE = "matchMasterSubnet is for cniType sriov only";

  /** On destinations: addresses or networks. */
  static final String DESTINATIONS = "self.all(c, isIP(c) || isCIDR(c))";

  static final String DESTINATIONS_MESSAGE =
      "'\"' + self.filter(c, !isIP(c) && !isCIDR(c))[0] + '\" is not an IP address or CIDR'";

  /** On routes: destination and gateway of one family. */
  static final String ROUTES =
      "self.all(r, isIP(r.gw) && ((isCIDR(r.dst)"
          + " && cidr(r.dst).ip().family() == ip(r.gw).family())"
          + " || (isIP(r.dst) && ip(r.dst).family() == ip(r.gw).family())))";

  static final String ROUTES_MESSAGE =
      "each route needs dst, an address or CIDR, and gw, an address of the same IP version";

  /** On a MAC prefix: two octets of a unicast address. */
  static final String MAC_PREFIX =
      "self == '' || self.matches('^[0-9a-fA-F][02468aceACE]:[0-9a-fA-F]{2}$')";

  static final String MAC_PREFIX_MESSAGE =
      "must be two octets such as 0a:1b, the first of them even: a unicast address";

  /** On the address of a pod's veth: link-local IPv4. */
  static final String LINK_LOCAL =
      "self == '' || (isIP(self) && ip(self).family() == 4 && ip(self).isLinkLocalUnicast())";

  static final String LINK_LOCAL_MESSAGE = "must be a link-local IPv4 address";

  /** On the cluster's coordinator: it says where networks are looked up. */
  static final String TYPE = "has(self.podCIDRType)";

  static final String TYPE_MESSAGE = "podCIDRType is needed";

  private NetworkCrdRules() {}
}
