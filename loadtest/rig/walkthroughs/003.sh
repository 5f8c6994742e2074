# shellcheck shell=bash
# Document 003: notes on StatefulSets: order, names, volumes, scaling, cascading deletion; the address rides on them.
# shellcheck disable=SC2154 # from walkthrough: $out
undo() {
  kubectl delete sts web2 --ignore-not-found
  kubectl delete service nginx2 --ignore-not-found
  kubectl wait --for=delete pod -l app=nginx2 --timeout=90s
  kubectl delete pvc --ignore-not-found "${claims[@]}"
  kubectl delete --ignore-not-found -f "$manifests/web2.yaml" -f "$manifests/web2-volumes.yaml" --timeout=60s
  no_default_pools
  rm -rf /tmp/gridpool-walkthrough
  rmdir /tmp/data /tmp/data1
}
claims=(www-web2-0 www-web2-1 www-web2-2 www-web2-3 www-web2-4)

running_are() { # COUNT
  [ "$(kubectl get po -l app=nginx2 --no-headers | grep -c '1/1 *Running')" = "$1" ]
}

main() {
  local first second
  default_pools
  run 'kubectl apply -f web2.yaml'
  shows '^service/nginx2 created' '^statefulset.apps/web2 created' '^storageclass.storage.k8s.io/my-storage-class created' \
    '^persistentvolume/nginx2-pv-volume created' '^persistentvolume/nginx22-pv-volume created'
  await 120 "two pods of web2" running_are 2
  run 'kubectl get sts -o wide'
  shows '^web2 +2/2 +[0-9a-z]+ +nginx2 +k8s.gcr.io/nginx-slim:0.8'
  run 'kubectl get svc -o wide'
  shows '^nginx2 +ClusterIP +None +<none> +80/TCP +[0-9a-z]+ +app=nginx2'
  run 'kubectl get po -o wide'
  shows '^web2-0 +1/1 +Running +0 +[0-9a-z]+ +10\.201\.40\.[0-9]+ +n[123]' '^web2-1 +1/1 +Running +0 +[0-9a-z]+ +10\.201\.40\.[0-9]+ +n[123]'
  in_order web2-0 web2-1
  first=$(ip_of web2-0) second=$(ip_of web2-1)
  run 'kubectl get pv,pvc -o wide'
  shows '^persistentvolume/nginx2-pv-volume +10Gi +RWO +Retain +Bound +default/www-web2-[01] +my-storage-class' \
    '^persistentvolumeclaim/www-web2-0 +Bound +nginx2+-pv-volume +10Gi +RWO +my-storage-class' \
    '^persistentvolumeclaim/www-web2-1 +Bound +nginx2+-pv-volume +10Gi +RWO +my-storage-class'
  run 'kubectl apply -f web2-volumes.yaml'
  run 'kubectl scale sts web2 --replicas=5'
  shows '^statefulset.apps/web2 scaled'
  await 120 "five pods of web2" running_are 5
  run 'kubectl get po -o wide'
  [ "$(ip_of web2-0) $(ip_of web2-1)" = "$first $second" ] || fail "the addresses of web2-0 and web2-1 changed"
  in_order web2-3 web2-4
  run 'kubectl delete statefulset web2'
  shows '^statefulset.apps "web2" deleted'
  run 'kubectl delete service nginx2'
  shows '^service "nginx2" deleted'
  await 120 "no pod of web2" bash -c '[ -z "$(kubectl get po -l app=nginx2 -o name)" ]'
  await 90 "the pool empty" bash -c '[ "$(kubectl get sp default-v4-ippool -o "jsonpath={.status.allocatedIPCount}")" = 0 ]'
  run 'kubectl get se,pvc'
  shows 'persistentvolumeclaim/www-web2-0'
  ! grep -q spiderendpoint <<<"$out" || fail "an endpoint is left"
}

in_order() { # POD LATER-POD: the second was created when the first ran
  local ready created
  ready=$(kubectl get po "$1" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].lastTransitionTime}')
  created=$(kubectl get po "$2" -o 'jsonpath={.metadata.creationTimestamp}')
  [[ ! $created < $ready ]] || fail "$2 was created at $created, before $1 was ready at $ready"
}
