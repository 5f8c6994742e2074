# shellcheck shell=bash
# Parts of gridpool: the acceptance catalogue, the documents and chaos on a cluster of real nodes.
# shellcheck disable=SC2154 # from gridpool: $here $work $mvn $cni

e2e_cluster() { CLUSTER_WORK=$work/e2e RIG_PORT=${GRIDPOOL_E2E_RIG_PORT:-17340} "$here/loadtest/rig/cluster" "$@"; }

# e2e [OPTION…]: the catalogue on a cluster of its own; without options all of it, with two minutes of chaos,
# on nodes that lose at poweroff what was not synced, where this machine can mount such disks
e2e() {
  local rows='' walkthroughs='' chaos='' install='' seed=$RANDOM keep='' all=yes lossy='' status=0
  while [ $# -gt 0 ]; do
    case $1 in
      --rows) rows=${2:?--rows needs a regular expression} all='' && shift 2 ;;
      --walkthroughs) walkthroughs=yes all='' && shift ;;
      --chaos) chaos=${2:?--chaos needs minutes} all='' && shift 2 ;;
      --seed) seed=${2:?--seed needs a number} && shift 2 ;;
      --powercut) lossy=yes all='' && shift ;;
      --install) install=yes all='' && shift ;;
      --keep) keep=yes && shift ;;
      *) fail "e2e does not know $1" ;;
    esac
  done
  [ -z "$all" ] || rows=.* walkthroughs=yes chaos=2 install=yes lossy=$([ ! -e /dev/fuse ] || echo yes)
  [ -z "$lossy" ] || [ "$rows$walkthroughs$chaos" ] || rows='powerCut.*'
  build && need_rig && build_multus
  powercut=
  [ -z "$lossy" ] || build_powercut || return 1
  [ -z "$install" ] || e2e_install || status=$?
  [ "$rows$walkthroughs$chaos" ] || return "$status"
  e2e_cluster up --java "$JAVA_HOME/bin/java" --repository "$here" --cni-binary "$cni" --multus "$multus" ${powercut:+--powercut "$powercut"}
  rm -f "$here/loadtest/target/e2e-rows.tsv"
  [ -z "$rows" ] || e2e_rows real-nodes "$rows" || status=$?
  [ -z "$chaos" ] || GRIDPOOL_CHAOS_MINUTES=$chaos GRIDPOOL_CHAOS_SEED=$seed e2e_rows chaos 'G00012' || status=$?
  [ -z "$walkthroughs" ] || e2e_walkthroughs || status=$?
  [ "$keep" ] && say "left running: export KUBECONFIG=$work/e2e/rig/admin.kubeconfig" || e2e_cluster down
  return "$status"
}

# e2e_install: the image in containers, then the chart from helm install to helm uninstall, on nodes of its own
e2e_install() {
  local archive=$work/gridpool-image.tar helm status=0
  helm=$("$here/charts/test/tool" helm) || return 1
  image --out "$archive" || return 1
  image_tests "$archive" || status=$?
  RIG_PORT=${GRIDPOOL_E2E_RIG_PORT:-17340} "$here/loadtest/rig/install" --image "$archive" --repository "$here" --helm "$helm" --work "$work/install" || status=$?
  return "$status"
}

# e2e_rows TAG REGEX: one line per row in loadtest/target/e2e-rows.tsv
e2e_rows() {
  local excluded=-DexcludedGroups=chaos
  [ "${lossy:-}" ] || excluded+=,power-cut
  [ "$1" != chaos ] || excluded=
  GRIDPOOL_E2E_CLUSTER=$work/e2e "$mvn" -q -B -f "$here/pom.xml" -pl loadtest -am test -Dspotless.check.skip=true \
    "-Dgroups=$1" $excluded "-Dtest=%regex[.*loadtest.e2e.*Test.*#($2).*]" -Dsurefire.failIfNoSpecifiedTests=false
}

e2e_walkthroughs() {
  local number status=0
  for number in 000 001 002 003 004; do
    CLUSTER_WORK=$work/e2e "$here/loadtest/rig/walkthrough" "$number" || status=$?
  done
  return "$status"
}

build_multus() {
  multus=$here/loadtest/multus/target/multus
  if stale "$multus" "$here/loadtest/multus"; then
    say "building the stand-in of Multus"
    (cd "$here/loadtest/multus" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false go build -trimpath -ldflags '-s -w' -o "$multus" .)
  fi
}

build_powercut() {
  powercut=$here/loadtest/rig/powercut/target/powercut
  if stale "$powercut" "$here/loadtest/rig/powercut"; then
    say "building the disk that loses what was not synced"
    (cd "$here/loadtest/rig/powercut" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false go build -trimpath -ldflags '-s -w' -o "$powercut" .)
  fi
}

# e2e_short: the rows of the short form, on a cluster of their own
e2e_short() {
  local status=0
  build_multus
  e2e_cluster up --java "$JAVA_HOME/bin/java" --repository "$here" --cni-binary "$cni" --multus "$multus" || return 1
  e2e_rows real-nodes-quick '.*' || status=$?
  e2e_cluster down
  return "$status"
}
