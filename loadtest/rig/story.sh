# shellcheck shell=bash
# The objects that story applies.

pool() { # NAME SUBNET IPS GATEWAY
  printf 'apiVersion: spiderpool.spidernet.io/v2beta1\nkind: SpiderIPPool\nmetadata: {name: %s}\nspec: {subnet: "%s", ips: ["%s"], gateway: "%s"}\n---\n' "$@"
}

pools() { printf '{"ipv4": ["%s"], "ipv6": ["real-v6"]}' "$1"; }

workload() { # KIND NAME REPLICAS IPPOOL
  cat <<YAML
apiVersion: apps/v1
kind: $1
metadata: {name: $2}
spec:
  replicas: $3
$([ "$1" = Deployment ] || echo "  serviceName: $2")
$([ "$1" = Deployment ] || echo "  podManagementPolicy: Parallel")
  selector: {matchLabels: {app: $2}}
  template:
    metadata: {labels: {app: $2}, annotations: {ipam.spidernet.io/ippool: '$4'}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 1
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: $2}}}
      containers: [{name: app, image: docker.io/library/busybox:latest, imagePullPolicy: IfNotPresent}]
YAML
}
