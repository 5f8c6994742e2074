# shellcheck shell=bash
# Parts of gridpool: the load harness and its report.
# shellcheck disable=SC2154 # from gridpool: $here $work $JAVA_HOME $cni $powercut

# load SCENARIO… [OPTION…]: scenarios on hollow nodes, on a control plane of its own or on that of KUBECONFIG
load() {
  local argument status=0 rig=() out=$work/load/results
  build && build_checker
  for argument in "$@"; do
    shift
    case $argument in
      --powercut) need iptables iptables && build_powercut && argument=--powercut=$powercut ;;
      --out | --out=*) out= ;;
      *cut-* | *deaf-* | *mute-*) need iptables iptables ;;
    esac
    set -- "$@" "$argument"
  done
  load_java --check ${out:+--out "$out"} "$@" || return
  case " $* " in *" --help "* | *" -h "* | *" --version "* | *" -V "*) return ;; esac
  need curl curl kill procps
  load_end
  mkdir -p "$work/load/run"
  if [ -z "${KUBECONFIG:-}" ]; then
    need etcd etcd-server
    ! load_port_taken || fail "port $(load_port) is taken; set GRIDPOOL_LOAD_PORT to another (five from it up)"
    load_rig build || return
    say "load: starting a control plane (etcd, API server, controllers, scheduler)"
    # A session of its own: Ctrl-C is for the harness, which needs it until the end.
    RIG_PORT=$(load_port) RIG_RUN=$work/load/rig setsid "$here/loadtest/rig/rig" up >"$work/load/rig.log" 2>&1 ||
      fail "the control plane did not start; see $work/load/rig.log"
    rig=(--rig "$work/load/rig")
  fi
  trap load_end EXIT
  trap : INT TERM # the harness gets it too, and ends in order
  load_java ${out:+--out "$out"} --work "$work/load/run" --java "$JAVA_HOME/bin/java" --kubeconfig "${KUBECONFIG:-$work/load/rig/admin.kubeconfig}" \
    ${rig[@]+"${rig[@]}"} "$@" || status=$?
  trap - INT TERM EXIT
  load_end
  [ "$status" != 0 ] || say "load: ./gridpool report${out:+} makes a page of the results"
  return "$status"
}

load_port() { echo "${GRIDPOOL_LOAD_PORT:-17040}"; }

load_port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$(load_port)") 2>/dev/null; }

load_rig() { RIG_PORT=$(load_port) RIG_RUN=$work/load/rig "$here/loadtest/rig/rig" "$@"; }

load_java() {
  "$JAVA_HOME/bin/java" @"$here/app/src/main/dist/jvm.options" -Xmx1g -Dlogback.configurationFile="$here/loadtest/load/logback.xml" \
    -Dload.log="$work/load/harness.log" -cp "$(loadtest_classpath)" io.gridpool.loadtest.load.LoadMain \
    --repository "$here" --checker "$here/loadtest/linearizability/target/linearizability" "$@"
}

# load_end: what an earlier run, or this one, could not end by itself
load_end() {
  local pid
  if [ -e "$work/load/run/pids" ]; then
    while read -r pid; do
      # Only processes of ours: a pid may have been given to somebody else since.
      ! grep -qa "$work/load/run" "/proc/$pid/cmdline" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
    done <"$work/load/run/pids"
  fi
  umount -l "$work"/load/run/n*/state 2>/dev/null || true
  load_plug_in
  [ ! -e "$work/load/rig" ] || load_rig down >/dev/null 2>&1 || true
  rm -rf "$work/load/run"
}

# load_plug_in: cables that a killed harness left cut
load_plug_in() {
  local rule
  [ "$(id -u)" = 0 ] && command -v iptables >/dev/null || return 0
  iptables -w -S INPUT 2>/dev/null | sed -n '/ 127\.0\.84\.1[1-9]\/32 /s/^-A/-D/p' |
    while read -ra rule; do iptables -w "${rule[@]}"; done || true
}

# report [FOLDER]: one page of all results in a folder; nothing in it comes from elsewhere
report() {
  local folder=${1:-$work/load/results}
  case $folder in -*) fail "usage: ./gridpool report [FOLDER]" ;; esac
  [ -n "$(find "$folder" -maxdepth 1 -name '*.json' -print -quit 2>/dev/null)" ] ||
    fail "no results in $folder: ./gridpool load writes them"
  [ -e "$here/loadtest/target/.built" ] || build
  set_up_java
  "$JAVA_HOME/bin/java" -cp "$(loadtest_classpath)" io.gridpool.loadtest.load.report.ReportMain "$folder"
}

# load_short: a little of everything, with a killed agent; for ./gridpool test
load_short() {
  unset KUBECONFIG
  load short --faults kill-other:2@12 --seed 7 --out "$work/load/short"
}
