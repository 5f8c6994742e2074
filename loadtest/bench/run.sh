#!/usr/bin/env bash
# The bench on its own grid: ./gridpool bench [--phases LIST]. Also what bench.json calls: leader | leases | restart | load.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
run=${BENCH_RUN:-${TMPDIR:-/tmp}/gridpool/bench}
out=${BENCH_OUT:-$repository/loadtest/results}
export BENCH_RUN=$run RIG_PORT=${RIG_PORT:-16840}
rig=$repository/loadtest/rig/rig
kubectl=${RIG_HOME:-$HOME/.cache/gridpool-rig}/bin/kubectl
netns=gridpool-bench
pool=bench
hosts=$run/host-local # on the disk that the agents' journals are on

. "$here/agents.sh"
. "$here/peers.sh"

say() { echo "bench: $*"; }

fail() {
  echo "bench: $*" >&2
  exit 1
}

run_java() {
  local jars
  jars=$(printf '%s:' "$repository"/loadtest/target/lib/*.jar)
  "$JAVA_HOME/bin/java" @"$repository/app/src/main/dist/jvm.options" -cp "$repository/loadtest/target/classes:${jars%:}" "$@"
}

# ---- what bench.json calls -----------------------------------------------------------------------------------------

# leader: the pid of the agent that leads
leader() {
  local node status
  . "$run/agents.env"
  for _ in $(seq 100); do
    for node in n1 n2 n3 n4 n5; do
      status="${node}_status"
      [ -n "${!status:-}" ] || continue
      if curl -s -m 2 "${!status}" | grep -q '"leads":true'; then
        curl -s -m 2 "${!status}" | jq .pid
        return
      fi
    done
    sleep 0.2
  done
  fail "no agent leads"
}

# leases: how many the pool has by its object; its steward writes once in a second, so it is read until it rests
leases() {
  local count before=-1
  for _ in $(seq 20); do
    count=$("$kubectl" get spiderippool "$pool" -o 'jsonpath={.status.allocatedIPCount}')
    [ "$count" != "$before" ] || break
    before=$count
    sleep 2
  done
  echo "${count:-0}"
}

# restart: starts the agent of NODE again, waits until it serves, prints its pid
restart() {
  local pid status
  . "$run/agents.env"
  status="${NODE}_status"
  nohup bash "$run/$NODE/start.sh" >>"$run/$NODE/agent.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >>"$run/pids"
  for _ in $(seq 300); do
    ! curl -s -m 2 "${!status}" | grep -q '"ready":true' || break
    sleep 0.2
  done
  echo "$pid"
}

# load: LEASES leases of pods on a node that no agent serves
load() {
  run_java io.gridpool.loadtest.bench.ResidentLoader --work "$run" --kubeconfig "$KUBECONFIG" --pool "$pool" --leases "$LEASES" >&2
  sleep 10
}

# ---- one grid, and phases on it ------------------------------------------------------------------------------------

start_grid() { # OPTIONS-FILE [MORE…]
  local options=$1 limit=600
  shift
  rm -rf "$run"/n[1-9] "$run"/pki "$run"/agents.env
  [ -p "$run/hold" ] || mkfifo "$run/hold"
  run_java io.gridpool.loadtest.bench.BenchGrid --work "$run" --java "$JAVA_HOME/bin/java" --repository "$repository" \
    --kubeconfig "$KUBECONFIG" --jvm-options "$options" "$@" <"$run/hold" >>"$run/grid.log" 2>&1 &
  grid=$!
  exec 9>"$run/hold"
  while [ ! -e "$run/agents.env" ]; do
    kill -0 "$grid" 2>/dev/null && [ $((limit -= 1)) -gt 0 ] || fail "the agents did not start; see $run/grid.log and $run/n1/agent.log"
    sleep 0.2
  done
  say "agents: $(grep -o '_pid=.*' "$run/agents.env" | tr -d '\n')"
}

stop_grid() {
  local pid
  [ "${grid:-}" ] || return 0
  exec 9>&-
  # Those that the bench started again are children of nobody.
  for pid in $(cat "$run/pids" 2>/dev/null); do
    ! grep -qa gridpool "/proc/$pid/cmdline" 2>/dev/null || kill "$pid" 2>/dev/null || true
  done
  wait "$grid" 2>/dev/null || true
  rm -f "$run/pids"
  grid=
}

start_api() {
  "$rig" up >"$run/rig.log" 2>&1 || fail "the API server did not start; see $run/rig.log"
  KUBECONFIG=$(sed -n 's/^export KUBECONFIG=//p' "$run/rig.log")
  export KUBECONFIG
  "$kubectl" apply --server-side -f "$repository/charts/gridpool/crds" >>"$run/kubectl.log"
  "$kubectl" wait --for condition=Established crd --all >>"$run/kubectl.log"
  "$kubectl" create namespace resident >>"$run/kubectl.log"
  # Residents of a node, or in a namespace, that does not exist would be freed, and rightly so.
  for node in n1 n2 n3 n4 n5 resident-node; do
    echo '{"apiVersion":"v1","kind":"Node","metadata":{"name":"'$node'"}}' | "$kubectl" apply -f - >>"$run/kubectl.log"
  done
  "$kubectl" apply -f - >>"$run/kubectl.log" <<YAML
apiVersion: spiderpool.spidernet.io/v2beta1
kind: SpiderIPPool
metadata: {name: $pool}
spec: {subnet: 10.128.0.0/10, ips: [10.128.0.10-10.191.255.250], gateway: 10.128.0.1}
YAML
}

stop_api() {
  "$rig" down >>"$run/rig-down.log" 2>&1 || true
  # A server that still says goodbye keeps its port from the next one.
  for _ in $(seq 300); do
    ss -ltnH "sport = :$RIG_PORT" | grep -q . || return 0
    sleep 0.2
  done
}

# agent_nodes: the agents' nodes as bench.json has them
agent_nodes() {
  local node list=
  for node in $(sed -n 's/^\(n[0-9]*\)_pid=.*/\1/p' "$run/agents.env"); do
    local socket=${node}_socket pid=${node}_pid
    list+=", {\"name\": \"$node\", \"socket\": \"${!socket}\", \"pid\": ${!pid}}"
  done
  echo "[${list#, }]"
}

write_config() {
  . "$run/agents.env"
  local self=$here/run.sh
  jq . >"$run/bench.json" <<JSON
{"kubeconfig": "$KUBECONFIG", "apiserverPid": "$(dirname "$KUBECONFIG")/apiserver.pid", "netns": "/var/run/netns/$netns", "baseline": "host-local",
 "sequential": {"calls": ${BENCH_CALLS:-200}, "block": 5}, "burst": {"sizes": [110], "rounds": ${BENCH_ROUNDS:-5}}, "multi": {"calls": 300, "rounds": ${BENCH_ROUNDS:-5}},
 "fault": {"ratePerS": ${BENCH_RATE:-100}, "warmupMs": 4000, "durationMs": ${BENCH_FAULT_MS:-20000}, "freezeMs": 6000, "nodes": "others"},
 "systems": [
  {"name": "floor", "command": "$run/floor-plugin", "phases": ["seq", "burst"], "nodes": [{"name": "n1"}],
   "config": {"cniVersion": "1.0.0", "name": "floor", "ipam": {"type": "floor"}}},
  {"name": "host-local", "command": "/usr/lib/cni/host-local", "phases": ["seq", "burst", "multi", "resident"],
   "nodes": [{"name": "n1"}, {"name": "n2"}, {"name": "n3"}], "leases": "find $hosts -name '10.*' | wc -l",
   "config": {"cniVersion": "1.0.0", "name": "hl", "ipam": {"type": "host-local", "dataDir": "$hosts", "ranges": [[{"subnet": "10.32.0.0/16"}]]}}},
  {"name": "gridpool", "command": "$repository/cni-binary/target/gridpool", "pods": true,
   "nodes": $(agent_nodes),
   "leader": "$self leader", "leases": "$self leases", "restart": "$self restart",
   "resident": [{"leases": 1000, "load": "$self load"}, {"leases": ${BENCH_RESIDENT:-1000000}, "load": "$self load"}],
   "config": {"cniVersion": "1.0.0", "name": "gp", "ipam": {"type": "gridpool", "ipam_unix_socket_path": "\${SOCKET}",
     "del_queue_dir": "$run/\${NODE}/del-queue", "default_ipv4_ippool": ["$pool"]}}}
$(peer_systems)]}
JSON
}

# A node's agent runs for weeks; what its first calls cost is not what an ADD costs. Kept beside the run, not in the results.
warm_up() {
  say "warming up"
  jq '.sequential.calls = 150 | .burst.rounds = 2 | .multi.rounds = 1' "$run/bench.json" >"$run/warm.json"
  "$run/bench" -config "$run/warm.json" -out "$run/warm-$1" -phases "$([ "$1" ] && echo seq || echo seq,burst,multi)" -only gridpool 2>&1 9>&- | tee "$run/warm-$1.log"
}

# one grid per kind of run: residents want another heap
measure() { # NAME PHASES OPTIONS-FILE [MORE…]
  local name=$1 phases=$2
  shift 2
  mkdir -p "$run"
  start_api
  [ "$name" ] || peers_up
  start_grid "$@"
  write_config
  warm_up "$name"
  say "measuring $phases"
  "$run/bench" -config "$run/bench.json" -out "$out${name:+/$name}" -phases "$phases" 9>&-
  stop_grid
  peers_down
  stop_api
  rm -rf "$hosts"
}

clean_up() {
  trap - EXIT
  stop_grid
  peers_down
  stop_api
  ip netns del "$netns" 2>/dev/null || true
  rm -rf "$hosts"
  say "logs are in $run"
}

# A million leases do not fit into the heap of a node: the steward's view has each as an object. Searches for leases
# without a pod are left out, because residents have no Pod objects and would be freed, 50 in a second.
resident_options() {
  sed -e 's/^-Xms.*/-Xms3g/' -e 's/^-Xmx.*/-Xmx3g/' "$repository/app/src/main/dist/jvm.options" >"$run/jvm-resident.options"
}

bench() {
  local phases=seq,burst,multi,api,kill,freeze,memory,resident plain
  [ "${1:-}" != --faults ] || phases=kill20,freeze,roll,seat
  [ "${1:-}" != --phases ] || phases=${2:?--phases needs a list}
  [ "$(id -u)" = 0 ] || fail "root is needed, for a network namespace"
  [ -n "${JAVA_HOME:-}" ] || fail "JAVA_HOME is not set: call ./gridpool bench"
  ! ss -ltnH "sport = :$RIG_PORT" | grep -q . || fail "port $RIG_PORT is taken; set RIG_PORT to another"
  for tool in curl jq etcd ip; do command -v $tool >/dev/null || fail "$tool is missing: apt-get install curl jq etcd-server iproute2"; done
  [ -x /usr/lib/cni/host-local ] || fail "host-local is missing: apt-get install containernetworking-plugins"
  rm -rf "$run" && mkdir -p "$run"
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  ip netns list | grep -q "^$netns" || ip netns add "$netns"
  (cd "$here" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false go build -o "$run/bench" . &&
    CGO_ENABLED=0 GOFLAGS=-buildvcs=false go build -trimpath -ldflags '-s -w' -o "$run/floor-plugin" ./floor)
  plain=$(tr , '\n' <<<"$phases" | grep -vxE 'resident|memory|roll|seat' | paste -sd, || true)
  [ -z "$plain" ] || measure "" "$plain" "$repository/app/src/main/dist/jvm.options" ${BENCH_SEATS:+--agents "$BENCH_SEATS" --seats "$BENCH_SEATS"}
  [[ ,$phases, != *,roll,* ]] || BENCH_RATE=${BENCH_ROLL_RATE:-50} measure roll roll "$repository/app/src/main/dist/jvm.options" --agents 5
  [[ ,$phases, != *,memory,* ]] || memory
  [[ ,$phases, != *,seat,* ]] || seat
  if [[ ,$phases, == *,resident,* ]]; then
    resident_options
    measure resident resident "$run/jvm-resident.options" --search-every-ms 86400000
  fi
}

case "${1:-}" in
  leader | leases | restart | load) "$1" ;;
  *) bench "$@" ;;
esac
