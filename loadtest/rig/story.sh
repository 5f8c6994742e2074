# shellcheck shell=bash
# Parts of story: the agents as host processes of the nodes, their keys and settings, and the objects the story applies.
# shellcheck disable=SC2154 # from story: $java $repository $work $rig $underlay nodes pid

# require PROGRAM:PACKAGE…: ends the story when a program is missing
require() {
  local each missing=
  for each in "$@"; do
    command -v "${each%:*}" >/dev/null || missing+=" ${each#*:}"
  done
  [ -z "$missing" ] || { echo "story: missing:$missing. Run: apt-get install -y$missing" >&2 && exit 1; }
}

address() { echo "$underlay.0.1${1#n}"; }
status() { curl -s -m 2 "http://$(address "$1"):5710/v1/status"; }
agent_ready() { kill -0 "${pid[$1]}" 2>/dev/null && status "$1" | grep -q '"ready":true'; }
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

settings() { # NODE: its agent's settings file
  local folder=$work/$1 node
  cat <<YAML
node: $1
kube: {kubeconfig: $RIG_RUN/agent-$1.kubeconfig, podsByNode: true}
stateFolder: $folder/state
releaseFolder: $folder/del-queue
cni: {socket: $folder/run/gridpool.sock}
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

conflist() { # NODE: macvlan on the underlay, addresses from that node's agent
  cat <<JSON
{"cniVersion": "1.0.0", "name": "underlay", "plugins": [{"type": "macvlan", "master": "eth0", "mode": "bridge",
  "ipam": {"type": "gridpool", "ipam_unix_socket_path": "$work/$1/run/gridpool.sock", "del_queue_dir": "$work/$1/del-queue"}}]}
JSON
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
    io.gridpool.agent.boot.Main --config "$work/$1/agent.yaml" >>"$work/$1/agent.log" 2>&1 &
  pid[$1]=$!
  disown # or bash reports each agent that is killed
}

pool() { # NAME SUBNET IPS GATEWAY
  printf 'apiVersion: spiderpool.spidernet.io/v2beta1\nkind: SpiderIPPool\nmetadata: {name: %s}\nspec: {subnet: "%s", ips: ["%s"], gateway: "%s"}\n---\n' "$@"
}

pools() { printf '{"ipv4": ["%s"], "ipv6": ["real-v6"]}' "$1"; }

workload() { # KIND NAME REPLICAS IPPOOL
  cat <<YAML
apiVersion: apps/v1
kind: $1
metadata: {name: $2}
spec:
  replicas: $3
$([ "$1" = Deployment ] || echo "  serviceName: $2")
$([ "$1" = Deployment ] || echo "  podManagementPolicy: Parallel")
  selector: {matchLabels: {app: $2}}
  template:
    metadata: {labels: {app: $2}, annotations: {ipam.spidernet.io/ippool: '$4'}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 1
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: $2}}}
      containers: [{name: app, image: docker.io/library/busybox:latest, imagePullPolicy: IfNotPresent}]
YAML
}
