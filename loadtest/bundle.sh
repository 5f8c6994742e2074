# Sourced by gridpool: the support bundle, everything a maintainer would ask for and no secret.
# shellcheck shell=bash

# The longest log taken from one container, in lines
bundle_log_lines=20000

# redact: takes out what looks like a secret, whoever wrote it into a log, an annotation or a setting
redact() {
  sed -E \
    -e '/-----BEGIN [A-Z ]*PRIVATE KEY-----/,/-----END [A-Z ]*PRIVATE KEY-----/c\(a private key was here)' \
    -e 's/eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/(a token was here)/g' \
    -e 's/([Bb]earer|[Bb]asic) [A-Za-z0-9._~+\/=-]{8,}/\1 (removed)/g' \
    -e 's/(([Pp]assword|[Pp]asswd|[Tt]oken|[Ss]ecret|client-key-data|[Aa]pi[_-]?[Kk]ey)"?[[:space:]]*[:=][[:space:]]*)("[^"]*"|[^[:space:],}]+)/\1(removed)/g' \
    -e 's#(://[^/:@[:space:]]+:)[^@/[:space:]]+@#\1(removed)@#g'
}

# take FILE COMMAND…: one part of the bundle; what cannot be had is said in it, and the rest goes on
take() {
  local file=$bundle/$1
  shift
  mkdir -p "$(dirname "$file")"
  { timeout 60 "$@" 2>&1 || echo "(failed: $*)"; } | redact >"$file"
}

# bundle [--out FILE] [--namespace NAMESPACE]: one archive, by default gridpool-bundle-TIME.tar.gz here
bundle() {
  local out namespace=kube-system pod port
  out=$PWD/gridpool-bundle-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
  while [ $# -gt 0 ]; do
    case $1 in
      --out) out=${2:?--out needs a file} ;;
      --namespace) namespace=${2:?--namespace needs a name} ;;
      *) fail "bundle does not know $1" ;;
    esac
    shift 2
  done
  command -v kubectl >/dev/null || fail "bundle asks the API server by kubectl, which is not installed"
  local place
  place=$(mktemp -d) && bundle=$place/gridpool-bundle
  mkdir -p "$bundle"
  say "gathering (Secrets are not read)"
  take versions.txt kubectl version
  take nodes.txt kubectl get nodes -o wide
  take grid.yaml kubectl get grids.gridpool.io -o yaml
  for kind in spiderippools spidersubnets spiderreservedips spidercoordinators; do
    take "$kind.yaml" kubectl get "$kind.spiderpool.spidernet.io" -o yaml
  done
  for kind in spiderendpoints spidermultusconfigs; do
    take "$kind.yaml" kubectl get "$kind.spiderpool.spidernet.io" -A -o yaml
  done
  take events.txt kubectl get events -A --sort-by=.lastTimestamp
  take agents.txt kubectl -n "$namespace" get daemonset,pods -l app.kubernetes.io/name=gridpool-agent -o wide
  take agents.yaml kubectl -n "$namespace" get daemonset gridpool-agent -o yaml
  for map in gridpool-agent spiderpool-conf; do
    take "settings-$map.yaml" kubectl -n "$namespace" get configmap "$map" -o yaml
  done
  for pod in $(kubectl -n "$namespace" get pods -l app.kubernetes.io/name=gridpool-agent -o 'jsonpath={.items[*].metadata.name}' 2>/dev/null); do
    port=$(kubectl -n "$namespace" get pod "$pod" -o 'jsonpath={.spec.containers[?(@.name=="agent")].ports[?(@.name=="http")].containerPort}' 2>/dev/null)
    take "agents/$pod/agent.log" kubectl -n "$namespace" logs "$pod" -c agent --tail="$bundle_log_lines"
    take "agents/$pod/agent-before.log" kubectl -n "$namespace" logs "$pod" -c agent --previous --tail="$bundle_log_lines"
    take "agents/$pod/install.log" kubectl -n "$namespace" logs "$pod" -c keep-installed --tail="$bundle_log_lines"
    for path in v1/status metrics; do
      take "agents/$pod/${path##*/}.txt" kubectl get --raw "/api/v1/namespaces/$namespace/pods/$pod:${port:-5711}/proxy/$path"
    done
  done
  tar -czf "$out" -C "$place" gridpool-bundle
  rm -rf "$place"
  say "$out; pod names and addresses are in it: read it before you send it"
}
