# shellcheck shell=bash
# A cluster of three real nodes with an agent each: the parts that story, cluster and walkthrough share. The agents are host
# processes of their nodes with the chart's rights only; pids, keys, settings and logs are files below $work.
# shellcheck disable=SC2154 # from the script that sources this: $java $repository $cni $work $here

rig=$here/rig
nodes=(n1 n2 n3)
underlay=10.201
home=${RIG_HOME:-$HOME/.cache/gridpool-rig}
export RIG_PORT=${RIG_PORT:-16940} RIG_RUN=${RIG_RUN:-$work/rig}
# Plugins find the agent of their node where they look by themselves: each node has its own /run/gridpool and /var/lib/gridpool
export RIG_OWN_FOLDERS=yes
export KUBECONFIG=$RIG_RUN/admin.kubeconfig

kubectl() { "$home/bin/kubectl" "$@"; }
seconds() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.1f", b - a}'; }
say() { echo "   $*"; }
quote() { sed 's/^/   | /'; }

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# await LIMIT-SECONDS WHAT COMMAND…: until the command succeeds; polls five times a second
await() {
  local limit=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "not within $limit s: $what"
    sleep 0.2
  done
}

# require PROGRAM:PACKAGE…: ends the script when a program is missing
require() {
  local each missing=
  for each in "$@"; do
    command -v "${each%:*}" >/dev/null || missing+=" ${each#*:}"
  done
  [ -z "$missing" ] || fail "missing:$missing. Run: apt-get install -y$missing"
}

require_all() {
  [ "$(id -u)" = 0 ] || fail "real nodes need root"
  require etcd:etcd-server containerd:containerd runc:runc iptables:iptables curl:curl openssl:openssl busybox:busybox-static python3:python3
}

address() { echo "$underlay.0.1${1#n}"; }
agent_pid() { cat "$work/$1/agent.pid" 2>/dev/null; }
status() { curl -s -m 2 "http://$(address "$1"):5710/v1/status"; }
agent_ready() { kill -0 "$(agent_pid "$1")" 2>/dev/null && status "$1" | grep -q '"ready":true'; }
leads() { status "$1" | grep -q '"leads":true'; }
leader() {
  local each
  for each in "${nodes[@]}"; do
    if leads "$each"; then echo "$each" && return; fi
  done
  return 1
}

issue() { # NODE: its certificate
  local file=$work/pki/$1
  printf 'subjectAltName=DNS:gridpool-seat,DNS:%s,IP:%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$1" "$(address "$1")" >"$file.ext"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$file.key" -out "$file.csr" 2>/dev/null
  openssl x509 -req -in "$file.csr" -CA "$work/pki/ca.crt" -CAkey "$work/pki/ca.key" -CAcreateserial -days 30 -extfile "$file.ext" \
    -out "$file.crt" 2>/dev/null
}

keys() {
  mkdir -p "$work/pki"
  od -An -tx1 -N32 /dev/urandom | tr -d ' \n' >"$work/pki/member.key"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=gridpool-demo-authority \
    -keyout "$work/pki/ca.key" -out "$work/pki/ca.crt" 2>/dev/null
  for node in "${nodes[@]}"; do issue "$node"; done
}

# kube_settings NODE: how its agent reaches the API server; a script that wants other rounds of the steward overrides it
kube_settings() { echo "kube: {kubeconfig: $RIG_RUN/agent-$1.kubeconfig, podsByNode: true}"; }

socket() { echo "$RIG_RUN/$1/host/run/gridpool.sock"; } # NODE: its agent's; on the node /run/gridpool/gridpool.sock

settings() { # NODE: its agent's settings file
  local folder=$work/$1 node
  cat <<YAML
node: $1
$(kube_settings "$1")
stateFolder: $folder/state
releaseFolder: $RIG_RUN/$1/host/state/del-queue
cni: {socket: $(socket "$1")}
coordinator: {cniFolder: $RIG_RUN/$1/cni/net.d}
http: {address: $(address "$1"), port: 5710}
tls: {certificate: $work/pki/$1.crt, key: $work/pki/$1.key, authority: $work/pki/ca.crt}
grid:
  name: gridpool
  memberKey: $work/pki/member.key
  seats:
YAML
  for node in "${nodes[@]}"; do
    echo "    - {node: $node, member: \"$(address "$node"):5701\", agent: \"$(address "$node"):5711\"}"
  done
}

conflist() { # macvlan on the underlay, addresses from the node's agent
  echo '{"cniVersion": "1.0.0", "name": "underlay", "plugins": [{"type": "macvlan", "master": "eth0", "mode": "bridge", "ipam": {"type": "gridpool"}}]}'
}

# The class path written out in this order: the AOT cache asks for the very same list
classpath() {
  local jars
  jars=$(printf '%s:' "$repository"/app/target/app-*.jar "$repository"/app/target/lib/*.jar)
  echo "${jars%:}"
}

start_agent() { # NODE: as a host process of that node; rig enter replaces itself, so the pid is the agent's
  local cache=$repository/app/target/agent.aot options=()
  [ -e "$cache" ] && options=("-XX:AOTCache=$cache")
  "$rig" enter "$1" "$java" "@$repository/app/src/main/dist/jvm.options" "${options[@]}" -cp "$(classpath)" \
    io.gridpool.agent.boot.Main --config "$work/$1/agent.yaml" >>"$work/$1/agent.log" 2>&1 </dev/null &
  echo $! >"$work/$1/agent.pid"
  disown # or bash reports each agent that is killed
}

# The agents end without an orderly goodbye, in which the last ones would wait for a quorum: their grid is thrown away with the rig
kill_agents() {
  local node
  for node in "${nodes[@]}"; do kill -KILL "$(agent_pid "$node")" 2>/dev/null || true; done
}

build_rig() {
  "$rig" build 2>&1 | quote
  [ ! -e "$RIG_RUN" ] || "$rig" down >/dev/null 2>&1 || true
  [ ! -e /var/run/netns/rig-n1 ] || fail "another rig on this machine has nodes: end it with its rig down"
  rm -rf "${nodes[@]/#/${work:?}/}"
}

# network NODE: its CNI configuration; a script with another network overrides it
network() { conflist >"$RIG_RUN/$1/cni/net.d/10-underlay.conflist"; }

prepare_node() { # NODE: its CNI, its agent's user and settings
  local user
  mkdir -p "$work/$1" "$RIG_RUN/$1"/cni/{bin,net.d}
  cp "$cni" "$(dirname "$cni")"/{coordinator,ifacer} "$RIG_RUN/$1/cni/bin/"
  network "$1"
  user=$("$rig" user "agent-$1" | sed 's/.* user //')
  kubectl create clusterrolebinding "agent-$1" --clusterrole=gridpool-agent "--user=$user" >/dev/null
  kubectl -n kube-system create rolebinding "agent-$1" --role=gridpool-agent "--user=$user" >/dev/null
  settings "$1" >"$work/$1/agent.yaml"
}

# disks NODE: where its agent and its plugins keep what must outlive the power
disks() { printf '%s\n' "$work/$1/state" "$RIG_RUN/$1/host/state"; }

# mount_disks NODE: where $powercut names the command, these folders are its mounts and FOLDER.disk is what they have for sure
mount_disks() {
  local folder
  [ "${powercut:-}" ] || return 0
  while read -r folder; do
    mkdir -p "$folder" "$folder.disk"
    "$powercut" "$folder.disk" "$folder" >>"$work/$1/powercut.log" 2>&1 </dev/null &
    echo $! >"$folder.pid"
    disown
    await 10 "$folder mounted; see $work/$1/powercut.log" mountpoint -q "$folder"
  done < <(disks "$1")
}

# cut_disks NODE…: what was not synced is gone. Before anything is unmounted: that would be an orderly end, which writes it all
cut_disks() {
  local node folder pid
  for node in "$@"; do
    while read -r folder; do
      pid=$(cat "$folder.pid" 2>/dev/null) || continue
      # Only processes of ours: a pid may have been given to somebody else since
      ! grep -qa powercut "/proc/$pid/cmdline" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
      umount -l "$folder" 2>/dev/null || true
      rm -f "$folder.pid"
    done < <(disks "$node")
  done
}

boot_node() { # NODE: after its disks
  mount_disks "$1"
  "$rig" node "$1" >>"$work/rig.log" 2>&1 || fail "node $1 did not start; see $work/rig.log"
}

start_nodes() {
  local node
  "$rig" up >/dev/null 2>"$work/rig.log" || fail "the control plane did not start; see $work/rig.log"
  kubectl apply --server-side -f "$repository/charts/gridpool/crds" -f "$repository/charts/gridpool/rbac" >/dev/null
  keys
  for node in "${nodes[@]}"; do
    prepare_node "$node"
    boot_node "$node"
  done
  await 60 "three nodes Ready" kubectl wait --for=condition=Ready --timeout=1s "${nodes[@]/#/node/}"
}

start_agents() { # [NODE…]: of these, else of all; an agent is ready once a majority of them is there
  local node
  [ $# -gt 0 ] || set -- "${nodes[@]}"
  for node in "$@"; do start_agent "$node"; done
  for node in "$@"; do await 120 "agent of $node ready; see $work/$node/agent.log" agent_ready "$node"; done
}
