# shellcheck shell=bash
# Parts of run.sh: the phases that look at agents instead of calls.
# shellcheck disable=SC2154 # from run.sh: $repository $run $kubectl $out

idle_settle_s=60 # for what follows the loading of leases
idle_s=120

# What each agent takes with 10,000 leases in the ledger: MB, and per cent of a core while nobody asks for anything. Three
# of the four have a seat; one of those is the steward and holds a view. Or, with BENCH_FOREIGN_PODS, beside so many pods
# that have no lease, while the searches for leases without a pod go on.
memory() {
  local node pid leases=10000 foreign=${BENCH_FOREIGN_PODS:-} search=(--search-every-ms 86400000)
  declare -A spent
  start_api
  [ -z "$foreign" ] || { leases=0 search=() && foreign_pods "$foreign"; }
  start_grid "$repository/app/src/main/dist/jvm.options" "${search[@]}" --agents 4
  . "$run/agents.env"
  [ "$leases" = 0 ] || LEASES=$leases load 9>&-
  sleep "$idle_settle_s"
  for node in n1 n2 n3 n4; do
    pid="${node}_pid"
    spent[$node]=$(cpu_ticks "${!pid}")
  done
  sleep "$idle_s"
  mkdir -p "$out"
  for node in n1 n2 n3 n4; do
    pid="${node}_pid"
    echo "$node $(resident_mb VmRSS "${!pid}") $(resident_mb RssAnon "${!pid}") $(($(cpu_ticks "${!pid}") - spent[$node]))"
  done | jq -Rn --argjson leases "$leases" --argjson foreign "${foreign:-0}" --argjson seconds "$idle_s" --argjson hertz "$(getconf CLK_TCK)" '[inputs | split(" ")] | {
    leases: $leases, foreignPods: $foreign, idleSeconds: $seconds,
    residentMb: map({(.[0]): (.[1] | tonumber)}) | add,
    residentWithoutFilesMb: map({(.[0]): (.[2] | tonumber)}) | add,
    idleCpuPercent: map({(.[0]): ((.[3] | tonumber) * 1000 / $hertz / $seconds | round / 10)}) | add}' | tee "$out/memory.json"
  stop_grid
  stop_api
}

# foreign_pods N: pods of other networks, at most 110 on each agent's node and the rest elsewhere, as large as real ones.
# Their nodes are there and they bear with anything: the control plane takes pods away whose nodes are gone or silent.
foreign_pods() {
  "$kubectl" create namespace foreign >>"$run/kubectl.log"
  "$kubectl" -n foreign wait --for create serviceaccount/default >>"$run/kubectl.log"
  jq -n --argjson pods "$1" '("managed by somebody; " * 300) as $ballast | {apiVersion: "v1", kind: "List", items: (
      [range(50) | {apiVersion: "v1", kind: "Node", metadata: {name: "elsewhere-\(.)"}}] +
      [range($pods) | {apiVersion: "v1", kind: "Pod",
        metadata: {name: "foreign-\(.)", namespace: "foreign", annotations: {ballast: $ballast}},
        spec: {nodeName: (if . < 440 then "n\(. % 4 + 1)" else "elsewhere-\(. % 50)" end), automountServiceAccountToken: false,
          tolerations: [{operator: "Exists"}], containers: [{name: "main", image: "none.invalid/none"}]}}])}' |
    "$kubectl" create --validate=false -f - >>"$run/kubectl.log"
}

resident_mb() { awk -v kind="$1:" '$1 == kind {print int($2 / 1024)}' "/proc/$2/status"; } # KIND PID, kinds as in proc(5)

cpu_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; } # PID: what it has used of a CPU, in ticks

# How long a called agent needs until its seat has caught up, with 100,000 leases in the ledger, in ms: one that does not
# lead is killed, and the fourth agent gets its seat.
seat() {
  local leading victim seats called= seated= pid
  start_api
  resident_options
  start_grid "$run/jvm-resident.options" --search-every-ms 86400000 --agents 4
  . "$run/agents.env"
  LEASES=${BENCH_SEAT_LEASES:-100000} load 9>&-
  leading=$(leader)
  for victim in n1 n2 n3; do
    pid=${victim}_pid
    [ "${!pid}" = "$leading" ] || break
  done
  kill -9 "${!pid}"
  for _ in $(seq 1500); do
    seats=$("$kubectl" get grid gridpool -o 'jsonpath={range .status.seats[*]}{.node}={.standing} {end}')
    [ -n "$called" ] || case $seats in *n4=Called* | *n4=Taking* | *n4=Seated*) called=$(date +%s%3N) ;; esac
    case $seats in *n4=Seated*) seated=$(date +%s%3N) && break ;; esac
    sleep 0.1
  done
  [ -n "$seated" ] || fail "the fourth agent has no seat: $seats"
  mkdir -p "$out"
  jq -n "{leases: ${BENCH_SEAT_LEASES:-100000}, calledToSeatedMs: $((seated - called))}" | tee "$out/seat.json"
  stop_grid
  stop_api
}
