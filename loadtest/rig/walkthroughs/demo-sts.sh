# shellcheck shell=bash
# What documents 000 and 001 have in common: demo-sts comes, its pod is deleted, its address stays, all of it goes.
# shellcheck disable=SC2154 # from walkthrough: $out
prepare() {
  default_pools
  kubectl -n kube-system create configmap spiderpool-conf '--from-literal=conf.yml=enableStatefulSet: true' >/dev/null
}

undo() {
  kubectl delete sts demo-sts --ignore-not-found
  kubectl -n kube-system delete configmap spiderpool-conf --ignore-not-found
  kubectl wait --for=delete pod/demo-sts-0 --timeout=60s
  no_default_pools
}

enable_and_create() {
  run 'kubectl -n kube-system get configmap spiderpool-conf -o yaml'
  shows 'enableStatefulSet: true'
  run 'kubectl apply -f statefulset-demo.yaml'
  run_until 60 '^demo-sts-0 +1/1 +Running' 'kubectl get po -o wide'
  shows '^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES'
}

records_are() { # POD-UID-OR-EMPTY: the pool's record and the endpoint agree with the pod
  local address uid
  address=$(ip_of demo-sts-0) uid=$(kubectl get po demo-sts-0 -o 'jsonpath={.metadata.uid}')
  run_until 15 "$uid" 'kubectl get sp default-v4-ippool -o yaml'
  shows "\"$address\":\{\"interface\":\"eth0\",\"pod\":\"default/demo-sts-0\",\"podUid\":\"$uid\""
  run_until 15 "uid: $uid" 'kubectl get se demo-sts-0 -o yaml'
  shows '^status:' '^  current:' '^ +ips:' '^ +- .*interface: eth0|^ +interface: eth0' "ipv4: $address/16" 'ipv4Pool: default-v4-ippool' \
    'ipv6: fd00:201::40:[0-9a-f]+/64' 'ipv6Pool: default-v6-ippool' 'vlan: 0' '^    node: n[123]' '^  ownerControllerName: demo-sts' \
    '^  ownerControllerType: StatefulSet'
}

delete_pod() {
  local uid
  uid=$(kubectl get po demo-sts-0 -o 'jsonpath={.metadata.uid}')
  run 'kubectl delete po demo-sts-0'
  shows '^pod "demo-sts-0" deleted'
  await 60 "demo-sts-0 again" bash -c '[ "$(kubectl get po demo-sts-0 -o "jsonpath={.metadata.uid} {.status.phase}")" != "$1 Running" ] && [ "$(kubectl get po demo-sts-0 -o "jsonpath={.status.phase}")" = Running ]' - "$uid"
  run_until 60 '^demo-sts-0 +1/1 +Running' 'kubectl get po -o wide'
}

clean_up() {
  run 'kubectl delete sts demo-sts'
  shows '^statefulset.apps "demo-sts" deleted'
  await 90 "the record gone" bash -c '! kubectl get sp default-v4-ippool -o yaml | grep -q demo-sts-0'
  run 'kubectl get sp default-v4-ippool -o yaml | grep demo-sts-0 || true'
  [ -z "$out" ] || fail "the pool still has a record of demo-sts-0"
  await 30 "the endpoint gone" bash -c '! kubectl get se demo-sts-0'
  refused 'kubectl get se demo-sts-0 -o yaml' 'Error from server \(NotFound\): spiderendpoints.spiderpool.spidernet.io "demo-sts-0" not found'
}
