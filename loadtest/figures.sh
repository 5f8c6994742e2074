#!/usr/bin/env bash
# The controllers' figures, measured against a fresh real API server: figures.sh [mirror|reclaim|check|reads|adoption]… (all
# of them); adoption needs no API server.
# Needs the build (gridpool's or "mvn package") and the rig; GRIDPOOL_FIGURES_PORT is its first port. Exit code 1 when one
# is out of its bounds. The load of the machine is printed with each figure.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/gridpool-figures.XXXXXX")
export RIG_PORT=${GRIDPOOL_FIGURES_PORT:-17360} RIG_RUN=$work/rig
trap '"$repository/loadtest/rig/rig" down >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
failed=0

run() { # CLASS [OPTION…]
  local class=$1 jars
  shift
  jars=$(printf '%s:' "$repository"/loadtest/target/lib/*.jar)
  echo "== $class, load $(cut -d' ' -f1-3 /proc/loadavg)"
  # The agents' own log lines, and what the end of a member leaves behind, go to the file only.
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" @"$repository/app/src/main/dist/jvm.options" -Xmx"${heap:-1500m}" \
    -cp "$repository/loadtest/target/classes:${jars%:}" "io.gridpool.loadtest.$class" \
    "$@" >"$work/${class#*.}.log" 2>&1 || failed=1
  grep -vE '^([0-9TZ:.-]+ (INFO|WARN|DEBUG|ERROR) |[[:space:]]+at |[a-z.]+[A-Za-z.]*Exception)' "$work/${class#*.}.log" | tail -n 20
  echo "== load $(cut -d' ' -f1-3 /proc/loadavg)"
}

# The API server of all figures that need one; started by the first of them
api() {
  [ -e "$RIG_RUN/admin.kubeconfig" ] || "$repository/loadtest/rig/rig" up >"$work/rig.log" 2>&1 || { cat "$work/rig.log"; exit 1; }
}

[ $# -gt 0 ] || set -- mirror reclaim check reads adoption
for what in "$@"; do
  case $what in
    mirror) api && run figures.MirrorLag --kubeconfig "$RIG_RUN/admin.kubeconfig" --repository "$repository" ;;
    reclaim) api && run figures.ReclaimLag --kubeconfig "$RIG_RUN/admin.kubeconfig" --repository "$repository" ;;
    check) api && run figures.FullCheck --kubeconfig "$RIG_RUN/admin.kubeconfig" ;;
    # With the heap that agents have.
    reads) api && heap=384m run figures.AdoptionReads --kubeconfig "$RIG_RUN/admin.kubeconfig" --repository "$repository" ;;
    adoption) run bench.AdoptionMain --work "$work/adoption" ;;
    *) echo "figures.sh: $what is none of mirror, reclaim, check, reads, adoption" >&2; exit 2 ;;
  esac
done
exit $failed
