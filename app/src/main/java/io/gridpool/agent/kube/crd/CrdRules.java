package io.gridpool.agent.kube.crd;

/**
 * The rules that an API server checks by itself, in CEL (with its {@code ip} and {@code cidr}
 * libraries, Kubernetes 1.31 and later).
 *
 * <p>Each rule guards what it reads and passes over what another rule refuses, so that a mistake is
 * told once. CEL cannot compare IPv6 addresses by size; those comparisons are left to the webhook
 * and the controller.
 */
final class CrdRules {
  /**
   * The most ranges of one list. An API server estimates what a rule costs at worst before it takes
   * the definition; with more items than this it refuses the comparison of a range's ends.
   */
  static final int RANGES_MAX = 1_024;

  /** The longest range, in characters: two whole IPv6 addresses and a dash. */
  static final int RANGE_LENGTH_MAX = 79;

  /** The longest CIDR, in characters. */
  static final int CIDR_LENGTH_MAX = 43;

  /** The longest address, in characters. */
  static final int IP_LENGTH_MAX = 39;

  /** The most routes of a pool or subnet. */
  static final int ROUTES_MAX = 128;

  private static final String FIRST = "r.split('-')[0]";
  private static final String LAST = "r.split('-')[r.split('-').size() - 1]";
  private static final String READABLE =
      "(r.split('-').size() <= 2 && isIP(" + FIRST + ") && isIP(" + LAST + "))";

  private static final String FIRST_NUMBER =
      "(int(r.split('-')[0].split('.')[0]) * 16777216 + int(r.split('-')[0].split('.')[1]) * 65536"
          + " + int(r.split('-')[0].split('.')[2]) * 256 + int(r.split('-')[0].split('.')[3]))";
  private static final String LAST_NUMBER =
      "(int("
          + LAST
          + ".split('.')[0]) * 16777216 + int("
          + LAST
          + ".split('.')[1]) * 65536 + int("
          + LAST
          + ".split('.')[2]) * 256 + int("
          + LAST
          + ".split('.')[3]))";
  private static final String GATEWAY_NUMBER =
      "(int(self.gateway.split('.')[0]) * 16777216 + int(self.gateway.split('.')[1]) * 65536"
          + " + int(self.gateway.split('.')[2]) * 256 + int(self.gateway.split('.')[3]))";

  private static final String V4_AND_READABLE = "!r.contains(':') && " + READABLE;

  /** On a list of ranges: each is {@code a} or {@code a-b}. */
  static final String RANGES = "self.all(r, " + READABLE + ")";

  static final String RANGES_MESSAGE =
      "'\"' + self.filter(r, !" + READABLE + ")[0] + '\" is not an IP address or range a-b'";

  /** On a list of ranges: the first address of each is not above its last; IPv4 only. */
  static final String RANGES_RISE =
      "self.all(r, !(" + V4_AND_READABLE + ") || " + FIRST_NUMBER + " <= " + LAST_NUMBER + ")";

  static final String RANGES_RISE_MESSAGE = "a range ends before it begins";

  private static final String OUTSIDE_SUBNET =
      READABLE
          + " && !(cidr(self.subnet).containsIP("
          + FIRST
          + ") && cidr(self.subnet).containsIP("
          + LAST
          + "))";

  /** On a spec: ranges lie inside of the subnet. */
  static final String IPS_INSIDE =
      "!has(self.ips) || !isCIDR(self.subnet) || !self.ips.exists(r, " + OUTSIDE_SUBNET + ")";

  static final String IPS_INSIDE_MESSAGE =
      "'ips: \"' + self.ips.filter(r, "
          + OUTSIDE_SUBNET
          + ")[0] + '\" is not contained in subnet \"' + self.subnet + '\"'";

  /** On a spec: exclusions lie inside of the subnet. */
  static final String EXCLUDED_INSIDE =
      "!has(self.excludeIPs) || !isCIDR(self.subnet) || !self.excludeIPs.exists(r, "
          + OUTSIDE_SUBNET
          + ")";

  static final String EXCLUDED_INSIDE_MESSAGE =
      "'excludeIPs: \"' + self.excludeIPs.filter(r, "
          + OUTSIDE_SUBNET
          + ")[0] + '\" is not contained in subnet \"' + self.subnet + '\"'";

  /** On a subnet: the normal form, host bits zero. */
  static final String CANONICAL =
      "isCIDR(self) && string(cidr(self)) == self && cidr(self) == cidr(self).masked()";

  static final String CANONICAL_MESSAGE =
      "'\"' + self + '\" is not a canonical CIDR: the network address in its shortest form, a slash"
          + " and the prefix length'";

  static final String IMMUTABLE = "self == oldSelf";

  /** On a spec: the version is that of the subnet. */
  static final String VERSION =
      "!has(self.ipVersion) || !isCIDR(self.subnet)"
          + " || cidr(self.subnet).ip().family() == self.ipVersion";

  static final String VERSION_MESSAGE = "ipVersion is not the family of the subnet";

  /** On a spec: the version, once there, stays. */
  static final String VERSION_STAYS = "!has(oldSelf.ipVersion) || has(self.ipVersion)";

  static final String VERSION_STAYS_MESSAGE = "ipVersion is immutable";

  /** On a spec: the gateway is an address of the subnet. */
  static final String GATEWAY =
      "!has(self.gateway) || (isIP(self.gateway)"
          + " && (!isCIDR(self.subnet) || cidr(self.subnet).containsIP(self.gateway)))";

  static final String GATEWAY_MESSAGE =
      "'gateway \"' + self.gateway + '\" is not an IP address of subnet \"' + self.subnet + '\"'";

  private static final String HOLDS_GATEWAY =
      V4_AND_READABLE
          + " && "
          + FIRST_NUMBER
          + " <= "
          + GATEWAY_NUMBER
          + " && "
          + GATEWAY_NUMBER
          + " <= "
          + LAST_NUMBER;

  /** On a spec: the gateway is given to no pod; IPv4 only. */
  static final String GATEWAY_FREE =
      "!has(self.gateway) || !has(self.ips) || !isIP(self.gateway) || self.gateway.contains(':')"
          + " || !self.ips.exists(r, "
          + HOLDS_GATEWAY
          + ") || (has(self.excludeIPs) && self.excludeIPs.exists(r, "
          + HOLDS_GATEWAY
          + "))";

  static final String GATEWAY_FREE_MESSAGE =
      "'conflicts with gateway \"' + self.gateway + '\": it is in ips and not in excludeIPs'";

  /** On a spec: destinations are networks of the family, and not the default route. */
  static final String ROUTES_TO =
      "!has(self.routes) || !isCIDR(self.subnet) || self.routes.all(x, isCIDR(x.dst)"
          + " && cidr(x.dst).prefixLength() > 0"
          + " && cidr(x.dst).ip().family() == cidr(self.subnet).ip().family())";

  static final String ROUTES_TO_MESSAGE =
      "routes: each dst must be a CIDR of the subnet's family and not the default route";

  /** On a spec: the next hop of a route is an address of the subnet. */
  static final String ROUTES_BY =
      "!has(self.routes) || !isCIDR(self.subnet)"
          + " || self.routes.all(x, isIP(x.gw) && cidr(self.subnet).containsIP(x.gw))";

  static final String ROUTES_BY_MESSAGE = "routes: each gw must be an IP address of the subnet";

  /** On a spec: one route for a destination. */
  static final String ROUTES_ONCE =
      "!has(self.routes) || self.routes.all(x, self.routes.exists_one(y, y.dst == x.dst))";

  static final String ROUTES_ONCE_MESSAGE = "routes: each dst may stand only once";

  /** On a selector: it selects by something. */
  static final String SELECTS =
      "(has(self.matchLabels) && size(self.matchLabels) > 0)"
          + " || (has(self.matchExpressions) && size(self.matchExpressions) > 0)";

  static final String SELECTS_MESSAGE = "must not be empty";

  /** On a selector: operators have the values they need, and no others. */
  static final String EXPRESSIONS =
      "!has(self.matchExpressions) || self.matchExpressions.all(e,"
          + " (e.operator in ['In', 'NotIn']) == (has(e.values) && size(e.values) > 0))";

  static final String EXPRESSIONS_MESSAGE =
      "matchExpressions: In and NotIn need values, Exists and DoesNotExist take none";

  /** On the ranges of a reservation: one family. */
  static final String ONE_FAMILY =
      "self.all(r, r.contains(':')) || !self.exists(r, r.contains(':'))";

  static final String ONE_FAMILY_MESSAGE = "ips must be of one IP version";

  /** On a reservation: its version is that of its ranges. */
  static final String RESERVED_VERSION =
      "!has(self.ipVersion) || !has(self.ips) || size(self.ips) == 0"
          + " || self.ips[0].contains(':') == (self.ipVersion == 6)";

  static final String RESERVED_VERSION_MESSAGE = "ipVersion is not that of the ips";

  private CrdRules() {}
}
