package io.gridpool.ledger.model;

/**
 * One address that one NIC of an endpoint holds.
 *
 * @param nic interface name inside the pod, such as {@code eth0}
 * @param prefixLength of the pool's subnet, for the address in CIDR form
 */
public record NicLease(String nic, String pool, Address address, int prefixLength) {
  /** The family of the address. */
  public IpFamily family() {
    return address.family();
  }

  /** The address with the prefix length of its subnet, such as {@code 10.6.0.5/16}. */
  public String cidr() {
    return address + "/" + prefixLength;
  }
}
