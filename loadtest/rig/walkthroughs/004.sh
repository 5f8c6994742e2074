# shellcheck shell=bash
# Document 004: the tutorial. Its DNS experiment shows an address that changes when the pod is deleted; here it must stay.
# Different from the text: nothing is pulled, so kubectl run says IfNotPresent; its shell has no terminal, the commands come by
# stdin; the cluster's domain is cluster.local, and is written out where a name has a dot: busybox searches none for these.
# shellcheck disable=SC2154 # from walkthrough: $out
undo() {
  kubectl config set-context --current --namespace default
  kubectl delete namespace statefulset01 --ignore-not-found --timeout=120s
  kubectl delete --ignore-not-found -f "$manifests/nfs-volumes.yaml" --timeout=60s
  no_default_pools
  rm -rf /tmp/gridpool-walkthrough
}

ready_are() { [ "$(kubectl get pod --no-headers | grep -c '^statefulset-nginx-[012] *1/1 *Running')" = 3 ]; }

in_netshoot() { # POD COMMAND…: a shell in a pod of its own; each command as if typed
  local pod=$1
  shift
  run "printf '%s\\n' $(printf '%q ' "$@" 'exit 0') | kubectl run -i --image r.deso.tech/library/netshoot --image-pull-policy=IfNotPresent $pod --restart=Never --rm /bin/bash"
}

anew() { # POD: delete it as the document does, and wait for the next of its name
  local uid
  uid=$(kubectl get pod "$1" -o 'jsonpath={.metadata.uid}')
  run "kubectl delete pod $1"
  shows "^pod \"$1\" deleted"
  await 90 "another $1 Running" bash -c 'now=$(kubectl get pod "$1" -o "jsonpath={.metadata.uid} {.status.phase}") && [ "${now#* }" = Running ] && [ "${now% *}" != "$2" ]' - "$1" "$uid"
  await 90 "three pods" ready_are
}

domain=headless-svc.statefulset01.svc.cluster.local

main() {
  local each before
  default_pools
  "$rig" dns >/dev/null 2>&1
  run 'kubectl create namespace statefulset01'
  shows '^namespace/statefulset01 created'
  run 'kubectl config set-context --current --namespace statefulset01'
  shows 'modified'
  run 'kubectl apply -f statefulset-headless.yaml'
  shows '^service/headless-svc created'
  run 'kubectl get svc'
  shows '^headless-svc +ClusterIP +None +<none> +80/TCP'
  kubectl apply -f "$manifests/nfs-volumes.yaml" >/dev/null
  run 'kubectl get sc'
  shows '^nfs-storageclass \(default\) +nfs-deso-provisioner +Delete +Immediate +false'
  run 'kubectl apply -f statefulset-nginx.yaml && timeout 20 kubectl get pod -w || [ $? = 124 ]'
  shows '^statefulset.apps/statefulset-nginx created' '^statefulset-nginx-0 +0/1 +(Pending|ContainerCreating)' '^statefulset-nginx-2 +1/1 +Running'
  await 120 "three pods" ready_are
  run 'kubectl get statefulset'
  shows '^statefulset-nginx +3/3'
  anew statefulset-nginx-1
  run 'kubectl get pod'
  for each in 0 1 2; do
    run "kubectl exec statefulset-nginx-$each -- sh -c 'hostname'"
    [ "$out" = "statefulset-nginx-$each" ] || fail "its name is $out"
  done
  run 'kubectl get pvc'
  shows '^data-statefulset-nginx-0 +Bound' '^data-statefulset-nginx-1 +Bound' '^data-statefulset-nginx-2 +Bound'
  run 'kubectl get pv'
  shows '1Gi +RWX +Delete +Bound +statefulset01/data-statefulset-nginx-0 +nfs-storageclass'
  names_resolve
  before=$(ip_of statefulset-nginx-0)
  run 'kubectl get pod -o wide'
  shows '^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES'
  anew statefulset-nginx-0
  run 'kubectl get pod -o wide'
  shows "^statefulset-nginx-0 +1/1 +Running +0 +[0-9a-z]+ +$before "
  in_netshoot testdns1 "nslookup statefulset-nginx-0.$domain"
  shows "Address.*$before"
  say "the document's address changed from .79 to .77; here it is $before before and after"
  storage_stays
}

names_resolve() {
  local each
  in_netshoot testdns "nslookup headless-svc" "nslookup statefulset-nginx-0.$domain" "nslookup statefulset-nginx-1.$domain" \
    "nslookup statefulset-nginx-2.$domain"
  shows "Name:.*$domain"
  for each in 0 1 2; do shows "Name:.*statefulset-nginx-$each.$domain" "Address.*$(ip_of "statefulset-nginx-$each")"; done
}

storage_stays() {
  run "kubectl exec statefulset-nginx-1 -- sh -c 'echo hello Desotech Student > /usr/share/nginx/html/index.html'"
  run 'kubectl exec -it statefulset-nginx-1 -- curl localhost'
  shows 'hello Desotech Student'
  anew statefulset-nginx-1
  run 'kubectl get pods'
  run 'kubectl exec -it statefulset-nginx-1 -- curl localhost'
  shows 'hello Desotech Student'
}
