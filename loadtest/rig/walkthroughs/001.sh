# shellcheck shell=bash
# Document 001: the StatefulSet page of a later release.
# shellcheck source-path=SCRIPTDIR source=demo-sts.sh
. "$manifests/demo-sts.sh"

main() {
  local address
  prepare
  enable_and_create
  address=$(ip_of demo-sts-0)
  records_are
  delete_pod
  [ "$(ip_of demo-sts-0)" = "$address" ] || fail "demo-sts-0 had $address and has $(ip_of demo-sts-0)"
  records_are
  clean_up
}
