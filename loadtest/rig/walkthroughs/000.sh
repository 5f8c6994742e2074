# shellcheck shell=bash
# Document 000: the StatefulSet page of an early release. Its records have a shape of 2022 (namespace beside pod); checked are the
# fields it shows, in the shape of today.
# shellcheck disable=SC2154 # from walkthrough: $out
# shellcheck source-path=SCRIPTDIR source=demo-sts.sh
. "$manifests/demo-sts.sh"

container_of() { kubectl get se demo-sts-0 -o 'jsonpath={.status.current.containerID}'; }

main() {
  local address container
  prepare
  enable_and_create
  address=$(ip_of demo-sts-0)
  records_are
  shows '^    containerID: [0-9a-f]+' '^    creationTime: "?20'
  container=$(container_of)
  run 'kubectl get sp default-v4-ippool -o yaml'
  shows '"containerID":"[0-9a-f]+"' '"node":"n[123]"' '"ownerControllerType":"StatefulSet"'
  delete_pod
  [ "$(ip_of demo-sts-0)" = "$address" ] || fail "demo-sts-0 had $address and has $(ip_of demo-sts-0)"
  records_are
  await 15 "another container in the endpoint" bash -c '[ "$(kubectl get se demo-sts-0 -o "jsonpath={.status.current.containerID}")" != "$1" ]' - "$container"
  run 'kubectl get se demo-sts-0 -o yaml'
  shows '^  history:' "containerID: $container" "containerID: $(container_of)"
  clean_up
}
