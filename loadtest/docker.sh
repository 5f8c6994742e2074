# shellcheck shell=bash
# Parts of gridpool: a container engine for the tests of the image, and these tests.
# shellcheck disable=SC2154 # from gridpool: $here $work $cache $mvn $cni

engine_start_limit_s=30

# with_docker COMMAND…: with the engine that runs here; where none does, with Debian's, started for this command alone
with_docker() {
  local socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
  if docker_answers "${socket#unix://}"; then
    "$@"
    return
  fi
  [ "$(id -u)" = 0 ] || fail "no container engine answers at $socket, and only root can start one"
  # Ends with whatever ends the command, an interrupt too
  (
    trap stop_docker EXIT
    start_docker && "$@"
  )
}

docker_answers() { [ -S "$1" ] && curl -sf -m 5 --unix-socket "$1" http://engine/_ping >/dev/null; }

# Unpacked, not installed: the package would start a service that changes this machine's firewall
unpack_docker() {
  need containerd containerd runc runc "/usr/lib/$(uname -m)-linux-gnu/libdevmapper.so.1.02.1" libdevmapper1.02.1
  [ -x "$cache/docker/usr/sbin/dockerd" ] && return
  say "fetching a container engine"
  rm -rf "$cache/docker" && mkdir -p "$cache/docker"
  (cd "$cache/docker" && apt-get download docker.io >"$work/docker.log" 2>&1 && dpkg -x docker.io_*.deb .) ||
    fail "no docker.io from this machine's packages; see $work/docker.log"
}

start_docker() {
  unpack_docker
  rm -rf "$work/docker" && mkdir -p "$work/docker"
  export DOCKER_HOST=unix://$work/docker/docker.sock
  PATH=$cache/docker/usr/sbin:$cache/docker/usr/bin:$PATH setsid dockerd --host "$DOCKER_HOST" --bridge=none --iptables=false --ip6tables=false \
    --ip-forward=false --data-root "$work/docker/data" --exec-root "$work/docker/run" --pidfile "$work/docker/pid" >"$work/docker.log" 2>&1 &
  engine=$!
  local began=$SECONDS
  until docker_answers "$work/docker/docker.sock"; do
    kill -0 "$engine" 2>/dev/null && [ $((SECONDS - began)) -lt $engine_start_limit_s ] || {
      tail -n 20 "$work/docker.log" >&2
      return 1
    }
    sleep 0.2
  done
}

stop_docker() {
  [ -z "${engine:-}" ] || { kill "$engine" && wait "$engine"; } 2>/dev/null || true
  rm -rf "$work/docker"
}

# image_tests ARCHIVE: three containers of the image form a grid, one is cut off and comes back
image_tests() {
  need curl curl
  with_docker run_image_tests "$1"
}

# Ryuk, which cleans up after Testcontainers, is an image of its own, and its checks start another; there is no default network
run_image_tests() {
  TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_HOST_OVERRIDE=localhost GRIDPOOL_IMAGE=$1 GRIDPOOL_CNI_BINARY=$cni \
    "$mvn" -q -B -f "$here/pom.xml" -pl loadtest -am test -Dspotless.check.skip=true -Dgroups=image '-Dtest=ImageTest' -Dsurefire.failIfNoSpecifiedTests=false
}
