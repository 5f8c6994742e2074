package io.gridpool.loadtest.e2e;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The annotations by which pods choose their pools. */
final class Annotations {
  static final String IPPOOL = "ipam.spidernet.io/ippool";
  static final String IPPOOLS = "ipam.spidernet.io/ippools";
  static final String ROUTES = "ipam.spidernet.io/routes";
  static final String SUBNET = "ipam.spidernet.io/subnet";
  static final String IP_NUMBER = "ipam.spidernet.io/ippool-ip-number";
  static final String DEFAULT_ROUTE_NIC = "ipam.spidernet.io/default-route-nic";
  static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";
  static final String DEFAULT_NETWORK = "v1.multus-cni.io/default-network";

  private Annotations() {}

  /** {@code ippool} with pools of IPv4 only. */
  static Map<String, String> ippool(String... pools) {
    return Map.of(IPPOOL, "{\"ipv4\": " + list(pools) + "}");
  }

  /** {@code ippool} with one pool of each family. */
  static Map<String, String> dual(String four, String six) {
    return Map.of(IPPOOL, "{\"ipv4\": [\"%s\"], \"ipv6\": [\"%s\"]}".formatted(four, six));
  }

  /** {@code ippools} with one IPv4 pool for eth0. */
  static Map<String, String> ippools(String pool) {
    return Map.of(IPPOOLS, "[{\"interface\": \"eth0\", \"ipv4\": [\"%s\"]}]".formatted(pool));
  }

  /** A JSON list of names. */
  static String list(String... names) {
    return Arrays.stream(names)
        .map(name -> '"' + name + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
