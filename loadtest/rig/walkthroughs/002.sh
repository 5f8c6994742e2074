# shellcheck shell=bash
# Document 002: the Chinese page, without its SpiderMultusConfig. Its "kubectl scale deploy test-sts" is a slip for sts.
# shellcheck disable=SC2154 # from walkthrough: $out
undo() {
  kubectl delete sts test-sts --ignore-not-found
  kubectl wait --for=delete pod -l app=test-sts --timeout=90s
  kubectl delete sp test-ippool --ignore-not-found --timeout=90s
  kubectl -n kube-system delete network-attachment-definitions macvlan-ens192 --ignore-not-found
}

list='kubectl get po -l app=test-sts -o wide'
# addresses COUNT: "name address" of each pod, once so many run
addresses() {
  await 120 "$1 pods Running" bash -c '[ "$(kubectl get po -l app=test-sts --no-headers | grep -c "1/1 *Running")" = "$1" ] && [ "$(kubectl get po -l app=test-sts --no-headers | wc -l)" = "$1" ]' - "$1"
  run "$list"
  awk 'NR > 1 {print $1, $6}' <<<"$out" >"$work/addresses.$2"
}

same() { # COUNT BEFORE AFTER: the first COUNT pods have their addresses still
  diff <(head -n "$1" "$work/addresses.$2") <(head -n "$1" "$work/addresses.$3") || fail "addresses changed (the lines above)"
}

main() {
  run 'kubectl apply -f macvlan-ens192.yaml'
  run 'kubectl get network-attachment-definitions.k8s.cni.cncf.io -n kube-system'
  shows '^macvlan-ens192 '
  run 'kubectl apply -f test-ippool.yaml'
  await 30 "the pool in the ledger" bash -c '[ "$(kubectl get sp test-ippool -o "jsonpath={.status.totalIPCount}")" = 10 ]'
  run 'kubectl create -f test-sts.yaml'
  addresses 2 first
  run_until 15 '^test-ippool +4 +10.201.0.0/16 +2 +10 +false' 'kubectl get spiderippool'
  shows '^NAME +VERSION +SUBNET +ALLOCATED-IP-COUNT +TOTAL-IP-COUNT +DEFAULT'
  shows '^test-ippool +4 +10.201.0.0/16 +2 +10 +false'
  run "kubectl get pod | grep \"test-sts\" | awk '{print \$1}' | xargs kubectl delete pod"
  addresses 2 restarted
  same 2 first restarted
  run 'kubectl scale sts test-sts --replicas 3'
  shows '^statefulset.apps/test-sts scaled'
  addresses 3 grown
  same 2 first grown
  run "kubectl get pod | grep \"test-sts\" | awk '{print \$1}' | xargs kubectl delete pod"
  addresses 3 again
  same 3 grown again
  run 'kubectl scale sts test-sts --replicas 2'
  addresses 2 shrunk
  same 2 first shrunk
}
