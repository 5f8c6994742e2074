package io.gridpool.agent.kube.reclaim;

/**
 * Why an endpoint may be freed.
 *
 * @param why the reason for the record
 * @param podMayLive whether a node may still run the pod: it only ends for longer than its grace,
 *     and a kubelet may be slow
 */
record Evidence(String why, boolean podMayLive) {}
