# shellcheck shell=bash
# Document 002, its own commands, subnet and network: the nodes' eth0 is also called ens192, and the pool lies outside the nodes'
# subnet. Its "kubectl scale deploy test-sts" is a slip for sts.
# shellcheck disable=SC2154 # from walkthrough: $out $work $manifests $repository $nodes $rig
undo() {
  local node
  kubectl delete sts test-sts --ignore-not-found
  kubectl wait --for=delete pod -l app=test-sts --timeout=90s
  kubectl delete sp test-ippool --ignore-not-found --timeout=90s
  kubectl -n kube-system delete spidermultusconfigs macvlan-ens192 --ignore-not-found
  kubectl -n kube-system wait --for=delete network-attachment-definitions/macvlan-ens192 --timeout=30s
  for node in "${nodes[@]}"; do ip -n "rig-$node" link property del dev eth0 altname ens192; done
}

# read_document: each command of it in a file, $work/002/NUMBER
read_document() {
  local own=("$repository"/../shared/walkthroughs/002*.txt)
  rm -rf "$work/002" && mkdir -p "$work/002"
  commands_of "$manifests/002.md" "$work/002"
  [ ! -e "${own[0]}" ] || {
    mkdir -p "$work/002/own" && commands_of "${own[0]}" "$work/002/own"
    diff -r -x own "$work/002" "$work/002/own" >&2 || fail "002.md has other commands than the document"
  }
}

# A block without a prompt is one command; behind a prompt, a here-document belongs to its command, and all else is output
commands_of() { # DOCUMENT FOLDER
  awk -v folder="$2" '
    /^```bash/ {inside = 1; first = 1; next}
    /^```/ {inside = 0}
    !inside {next}
    first {plain = !/^~# /; n += plain; first = 0}
    !plain && !here && /^~# / {n++; sub(/^~# /, ""); here = /<<EOF/; print >(folder "/" n); next}
    plain || here {print >(folder "/" n)}
    $0 == "EOF" {here = 0}' "$1"
}

document() { run "$(cat "$work/002/$1")"; }

pods_running() { # COUNT
  local list
  list=$(kubectl get po -l app=test-sts --no-headers) && [ "$(wc -l <<<"$list")" = "$1" ] && [ "$(grep -c '1/1 *Running' <<<"$list")" = "$1" ]
}

# addresses COUNT LABEL NUMBER: the document's list of pods, "name address" of each kept under the label
addresses() {
  await 120 "$1 pods Running" pods_running "$1"
  document "$3"
  shows '^test-sts-0 +1/1 +Running .* 10\.6\.168\.1(0[1-9]|10) +n[123] '
  awk 'NR > 1 {print $1, $6}' <<<"$out" >"$work/addresses.$2"
}

same() { # COUNT BEFORE AFTER: the first COUNT pods have their addresses still
  diff <(head -n "$1" "$work/addresses.$2") <(head -n "$1" "$work/addresses.$3") || fail "addresses changed (the lines above)"
}

# Packets, which the document does not send: from pod to pod, from each pod's node to it and back, through the coordinator's pair
packets() {
  local pod node
  run "kubectl exec test-sts-0 -- ping -c 3 -W 2 $(ip_of test-sts-1)"
  shows '3 packets received'
  for pod in test-sts-0 test-sts-1; do
    node=$(kubectl get pod "$pod" -o 'jsonpath={.spec.nodeName}')
    run "kubectl exec $pod -- ip route get $(address "$node")"
    shows 'dev veth0'
    run "kubectl exec $pod -- ping -c 3 -W 2 $(address "$node")"
    shows '3 packets received'
    run "$rig enter $node ping -c 3 -i 0.2 -W 2 $(ip_of "$pod")"
    shows '3 received'
  done
}

main() {
  local node
  for node in "${nodes[@]}"; do ip -n "rig-$node" link property add dev eth0 altname ens192; done
  read_document
  document 1
  document 2
  shows '^macvlan-ens192 '
  run_until 15 '^macvlan-ens192 ' "$(cat "$work/002/3")"
  run 'kubectl get network-attachment-definitions -n kube-system macvlan-ens192 -o yaml'
  shows 'kind: SpiderMultusConfig' '"master":"ens192"' '"type":"coordinator"'
  document 4
  await 30 "the pool in the ledger" bash -c '[ "$(kubectl get sp test-ippool -o "jsonpath={.status.totalIPCount}")" = 10 ]'
  document 5
  await 120 "2 pods Running" pods_running 2
  run_until 15 '^test-ippool +4 +10.6.0.0/16 +2 +10 +false' "$(cat "$work/002/6")"
  shows '^NAME +VERSION +SUBNET +ALLOCATED-IP-COUNT +TOTAL-IP-COUNT +DEFAULT'
  addresses 2 first 7
  packets
  document 8
  addresses 2 restarted 9
  same 2 first restarted
  run "$(sed 's/scale deploy/scale sts/' "$work/002/10")"
  shows '^statefulset.apps/test-sts scaled'
  addresses 3 grown 11
  same 2 first grown
  document 12
  addresses 3 again 13
  same 3 grown again
  document 14
  addresses 2 shrunk 15
  same 2 first shrunk
  packets
}
