# shellcheck shell=bash
# Parts of run.sh: other plugins in the same run. BENCH_PEERS names a folder with what the user brings, built elsewhere:
#   whereabouts/whereabouts, whereabouts/crds/*.yaml
#   spiderpool/spiderpool, spiderpool/spiderpool-agent, spiderpool/crds/*.yaml
# One of the two is enough. They get a control plane of their own: Spiderpool's agents and ours would write the same objects.
# shellcheck disable=SC2154 # from run.sh: $run $rig $kubectl

peer_nodes='n1 n2 n3'
peer_pool=bench-peer # of Spiderpool, with 1,000 addresses
whereabouts_net=10.140.0.0/20

has_peer() { [ -n "${BENCH_PEERS:-}" ] && [ -d "$BENCH_PEERS/$1" ]; }

peer_rig() { RIG_PORT=$((RIG_PORT + 20)) RIG_RUN=$run/peers/rig "$rig" "$@"; }

peer_kubectl() { "$kubectl" --kubeconfig "$run/peers/rig/admin.kubeconfig" "$@" >>"$run/peers/kubectl.log"; }

peers_up() {
  local node
  [ -n "${BENCH_PEERS:-}" ] || return 0
  has_peer whereabouts || has_peer spiderpool || fail "no folder whereabouts or spiderpool in $BENCH_PEERS"
  mkdir -p "$run/peers"
  peer_rig up >"$run/peers/rig.log" 2>&1 || fail "the peers' API server did not start; see $run/peers/rig.log"
  for node in $peer_nodes; do
    echo '{"apiVersion":"v1","kind":"Node","metadata":{"name":"'"$node"'"}}' | peer_kubectl apply -f -
  done
  ! has_peer whereabouts || whereabouts_up
  ! has_peer spiderpool || spiderpool_up
}

peers_down() {
  local pid
  [ -d "$run/peers" ] || return 0
  for pid in $(cat "$run"/peers/*.pid 2>/dev/null); do
    # Spiderpool's agent does not end on SIGTERM.
    ! grep -qa spiderpool-agent "/proc/$pid/cmdline" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
  done
  peer_rig down >>"$run/peers/rig.log" 2>&1 || true
  rm -f "$run"/peers/*.pid
}

define() { # FOLDER: custom resource definitions
  local file
  for file in "$1"/*.yaml; do
    ! grep -q '^kind: CustomResourceDefinition' "$file" || peer_kubectl apply --server-side -f "$file"
  done
  peer_kubectl wait --for condition=Established --timeout 60s crd --all
}

whereabouts_up() {
  define "$BENCH_PEERS/whereabouts/crds"
  echo '{"datastore":"kubernetes","kubernetes":{"kubeconfig":"'"$run/peers/rig/admin.kubeconfig"'"}}' >"$run/peers/whereabouts.conf"
}

spiderpool_up() {
  local node port=$((RIG_PORT + 30))
  define "$BENCH_PEERS/spiderpool/crds"
  # As its webhook would leave it, which takes its controller.
  peer_kubectl apply -f - <<YAML
apiVersion: spiderpool.spidernet.io/v2beta1
kind: SpiderIPPool
metadata: {name: $peer_pool, finalizers: [spiderpool.spidernet.io], labels: {ipam.spidernet.io/ippool-cidr: 10-150-0-0-20}}
spec: {ipVersion: 4, subnet: 10.150.0.0/20, ips: [10.150.1.0-10.150.4.231], disable: false, default: false}
YAML
  peer_kubectl patch spiderippool $peer_pool --subresource=status --type=merge -p '{"status":{"totalIPCount":1000,"allocatedIPCount":0}}'
  for node in $peer_nodes; do
    spiderpool_agent "$node" "$port"
    port=$((port + 2))
  done
}

spiderpool_agent() { # NODE PORT
  local own=$run/peers/spiderpool-$1
  cat >"$own.yml" <<YAML
enableIPv4: true
enableIPv6: false
tuneSysctlConfig: false
enableStatefulSet: true
enableKubevirtStaticIP: false
enableSpiderSubnet: false
enableIPConflictDetection: false
enableGatewayDetection: false
ipamUnixSocketPath: $own.sock
YAML
  KUBECONFIG=$run/peers/rig/admin.kubeconfig SPIDERPOOL_POD_NAMESPACE=kube-system SPIDERPOOL_POD_NAME=spiderpool-$1 \
    SPIDERPOOL_NODE_NAME=$1 SPIDERPOOL_LOG_LEVEL=info SPIDERPOOL_HEALTH_PORT=$2 SPIDERPOOL_METRIC_HTTP_PORT=$(($2 + 1)) \
    SPIDERPOOL_GOPS_LISTEN_PORT='' MULTUS_CLUSTER_NETWORK=kube-system/none \
    "$BENCH_PEERS/spiderpool/spiderpool-agent" daemon --config-path "$own.yml" >"$own.log" 2>&1 9>&- &
  echo $! >"$own.pid"
  for _ in $(seq 300); do
    [ ! -S "$own.sock" ] || return 0
    sleep 0.2
  done
  fail "Spiderpool's agent of $1 did not start; see $own.log"
}

# peer_systems: the peers as bench.json has them, each with a comma before it
peer_systems() {
  local kubeconfig=$run/peers/rig/admin.kubeconfig node nodes=
  if has_peer whereabouts; then
    cat <<JSON
  , {"name": "whereabouts", "command": "$BENCH_PEERS/whereabouts/whereabouts", "phases": ["seq", "burst", "multi", "api"], "kubeconfig": "$kubeconfig",
   "env": {"NODENAME": "\${NODE}"}, "nodes": [{"name": "n1"}, {"name": "n2"}, {"name": "n3"}],
   "leases": "$kubectl --kubeconfig $kubeconfig -n kube-system get ippools.whereabouts.cni.cncf.io -o json | grep -c podref || true",
   "config": {"cniVersion": "1.0.0", "name": "wb", "ipam": {"type": "whereabouts", "range": "$whereabouts_net", "configuration_path": "$run/peers/whereabouts.conf"}}}
JSON
  fi
  if has_peer spiderpool; then
    for node in $peer_nodes; do
      nodes+=", {\"name\": \"$node\", \"socket\": \"$run/peers/spiderpool-$node.sock\", \"pid\": $(cat "$run/peers/spiderpool-$node.pid")}"
    done
    cat <<JSON
  , {"name": "spiderpool", "command": "$BENCH_PEERS/spiderpool/spiderpool", "phases": ["seq", "burst", "multi", "api"], "kubeconfig": "$kubeconfig", "pods": true,
   "nodes": [${nodes#, }],
   "leases": "$kubectl --kubeconfig $kubeconfig get spiderippool $peer_pool -o jsonpath={.status.allocatedIPCount}",
   "config": {"cniVersion": "1.0.0", "name": "sp", "ipam": {"type": "spiderpool", "log_level": "INFO", "log_file_path": "$run/peers/spiderpool-cni.log",
     "log_file_max_size": 100, "log_file_max_age": 3, "log_file_max_count": 3, "default_ipv4_ippool": ["$peer_pool"], "ipam_unix_socket_path": "\${SOCKET}"}}}
JSON
  fi
}
