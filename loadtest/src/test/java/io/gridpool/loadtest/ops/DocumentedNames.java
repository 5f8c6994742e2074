package io.gridpool.loadtest.ops;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric of Spiderpool's documents, as its exporter spells counters and histograms. Subnets'
 * numbers have series once there is a subnet; RDMA's are another exporter's.
 */
final class DocumentedNames {
  private static final List<String> COUNTERS =
      List.of(
          "counts_total",
          "failure_counts_total",
          "update_ippool_conflict_counts_total",
          "err_internal_counts_total",
          "err_retries_exhausted_counts_total");

  private static final List<String> DURATIONS =
      List.of(
          "average_duration_seconds",
          "max_duration_seconds",
          "min_duration_seconds",
          "latest_duration_seconds",
          "duration_seconds_bucket",
          "average_limit_duration_seconds",
          "max_limit_duration_seconds",
          "min_limit_duration_seconds",
          "latest_limit_duration_seconds",
          "limit_duration_seconds_bucket");

  private static final List<String> OTHERS =
      List.of(
          "spiderpool_ipam_allocation_err_no_available_pool_counts_total",
          "spiderpool_ipam_allocation_err_ip_used_out_counts_total",
          "spiderpool_debug_auto_pool_waited_for_available_counts_total",
          "spiderpool_ip_gc_counts_total",
          "spiderpool_ip_gc_failure_counts_total",
          "spiderpool_total_ippool_counts",
          "spiderpool_debug_ippool_total_ip_counts",
          "spiderpool_debug_ippool_available_ip_counts",
          "spiderpool_total_subnet_counts",
          "spiderpool_debug_subnet_ippool_counts",
          "spiderpool_debug_subnet_total_ip_counts",
          "spiderpool_debug_subnet_available_ip_counts");

  private DocumentedNames() {}

  static List<String> all() {
    return Stream.concat(
            Stream.of("spiderpool_ipam_allocation_", "spiderpool_ipam_release_")
                .flatMap(prefix ->
                    Stream.concat(COUNTERS.stream(), DURATIONS.stream()).map(prefix::concat)),
            OTHERS.stream())
        .toList();
  }
}
