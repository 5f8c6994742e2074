#!/usr/bin/env bash
# The generated Go code of the contract: "proto.sh" writes it again, "proto.sh check" says whether it is fresh.
# protoc is $PROTOC, or the one that the Maven build fetches; without either, check says so and passes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
contract=$here/../app/src/main/proto
packages=(ipam coordinator)

find_protoc() {
  [ -z "${PROTOC:-}" ] || { echo "$PROTOC"; return; }
  local newest
  newest=$(find "$HOME/.m2/repository/com/google/protobuf/protoc" -name 'protoc-*-linux-*.exe' 2>/dev/null | sort -V | tail -n 1)
  [ -z "$newest" ] || echo "$newest"
}

# generate OUT: protoc and its plugins are copied or built into a folder of their own, because a fetched
# protoc is not executable
generate() {
  local bin=$work/bin
  mkdir -p "$bin" "$1"
  install -m 755 "$protoc" "$bin/protoc"
  (cd "$here/tools" && GOBIN=$bin go install google.golang.org/protobuf/cmd/protoc-gen-go google.golang.org/grpc/cmd/protoc-gen-go-grpc)
  local name
  for name in "${packages[@]}"; do
    PATH=$bin:$PATH protoc -I "$contract" --go_out="$1" --go_opt=module=gridpool.io/cni/internal \
      --go-grpc_out="$1" --go-grpc_opt=module=gridpool.io/cni/internal "$name.proto"
  done
}

protoc=$(find_protoc)
if [ -z "$protoc" ]; then
  echo "proto.sh: no protoc; set PROTOC or run the Maven build once"
  [ "${1:-}" = check ] && exit 0 || exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = check ]; then
  generate "$work/out"
  # Which protoc wrote a file stands in its head and may differ.
  for name in "${packages[@]}"; do
    diff -r -I '^//.*protoc' "$work/out/${name}pb" "$here/internal/${name}pb" || stale=yes
  done
  [ -z "${stale:-}" ] || { echo "proto.sh: the generated code is stale: run cni-binary/proto.sh" >&2; exit 1; }
else
  generate "$here/internal"
fi
