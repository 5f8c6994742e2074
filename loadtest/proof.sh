# shellcheck shell=bash
# Parts of gridpool: agents that end at every write, freezes and cut cables, clusters' lives in virtual time,
# and the check of the histories that such runs record.
# shellcheck disable=SC2154 # from gridpool: $here $work $JAVA_HOME $cni $powercut

# linearizability HISTORY…: whether every address looks like one object that one pod at a time holds
linearizability() {
  build_checker
  "$checker" "$@"
}

build_checker() {
  checker=$here/loadtest/linearizability/target/linearizability
  if stale "$checker" "$here/loadtest/linearizability"; then
    (cd "$here/loadtest/linearizability" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false go build -trimpath -o "$checker" .)
  fi
}

# crashpoints [--powercut] [--sample N] [--seed S] [--points REGEX]: agents end before and after each of their writes
crashpoints() {
  if [ "${1:-}" = --powercut ]; then
    shift
    set_up && build_powercut
    set -- --powercut "$powercut" "$@"
  fi
  fault_run crashpoints "$@"
}

# troubles [--sample N] [--points REGEX]: seats, agents and the API server frozen, cut off, deaf, flapping
troubles() { fault_run troubles --troubles "$@"; }

fault_run() {
  local run=$work/$1 status=0
  shift
  build
  umount -l "$run"/cluster-*/n*/{state,del-queue} 2>/dev/null || true # of a run that was killed
  rm -rf "$run"
  run_java io.gridpool.loadtest.crash.CrashMain --work "$run" --java "$JAVA_HOME/bin/java" --repository "$here" --cni-binary "$cni" "$@" || status=$?
  linearizability "$run"/cluster-*/history.jsonl || status=1
  return "$status"
}

# rewind: an old backup of etcd comes back under a running grid of a real API server of its own
rewind() {
  local exported status=0
  [ $# -eq 0 ] || fail "rewind takes no arguments"
  build && need_rig
  export RIG_PORT=${GRIDPOOL_REWIND_PORT:-17380}
  "$here/loadtest/rig/rig" down >/dev/null 2>&1 || true
  exported=$("$here/loadtest/rig/rig" up) || fail "the control plane did not start"
  eval "$exported"
  rm -rf "$work/rewind"
  run_java io.gridpool.loadtest.crash.RewindMain --work "$work/rewind" --java "$JAVA_HOME/bin/java" --repository "$here" --cni-binary "$cni" \
    --kubeconfig "$KUBECONFIG" || status=$?
  "$here/loadtest/rig/rig" down
  [ "$status" = 0 ] && linearizability "$work/rewind/history.jsonl"
}

# lives --seed N --minutes M: terms, seats, journals, adoption and pods together, in virtual time
lives() {
  local jars
  jars=$(printf '%s:' "$here"/app/target/lib/*.jar)
  "$JAVA_HOME/bin/java" -Xmx512m -cp "$here/app/target/test-classes:$here/app/target/classes:${jars%:}" \
    -Dlogback.configurationFile="$here/app/src/test/resources/logback-quiet.xml" \
    io.gridpool.agent.sim.ClusterSimulationMain "$@"
}
