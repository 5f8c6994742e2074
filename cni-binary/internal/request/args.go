package request

import (
	"net/netip"
	"strings"
)

const (
	argsBytesMax    = 16 << 10
	requestedIPsMax = 32
)

// Args is what CNI_ARGS says about the pod.
type Args struct {
	PodNamespace string
	PodName      string
	PodUID       string
	InfraID      string
	// RequestedIPs is the list of the key IP, separated by commas.
	RequestedIPs []string
}

// ParseArgs reads CNI_ARGS, "KEY=VALUE;KEY=VALUE". An unknown key is a fault unless IgnoreUnknown is 1 or true.
// What could be read is returned beside the fault, because DEL goes on with it.
func ParseArgs(text string) (Args, error) {
	var args Args
	if len(text) > argsBytesMax {
		return args, environmentFault("CNI_ARGS has %d bytes, %d are allowed", len(text), argsBytesMax)
	}
	var fault error
	var unknown []string
	ignoreUnknown := false
	for _, pair := range split(text) {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			fault = environmentFault("CNI_ARGS: %q must be KEY=VALUE", Shorten(pair))
			continue
		}
		if key == "IgnoreUnknown" {
			var err error
			if ignoreUnknown, err = parseFlag(value); err != nil {
				fault = err
			}
			continue
		}
		known, err := args.set(key, value)
		if !known {
			unknown = append(unknown, key)
		}
		if err != nil {
			fault = err
		}
	}
	if fault == nil && len(unknown) > 0 && !ignoreUnknown {
		fault = environmentFault("CNI_ARGS: unknown keys %s, and IgnoreUnknown is not set",
			Shorten(strings.Join(unknown, ", ")))
	}
	return args, fault
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, ";"), ";")
}

func (a *Args) set(key, value string) (known bool, err error) {
	switch key {
	case "K8S_POD_NAMESPACE":
		a.PodNamespace = value
	case "K8S_POD_NAME":
		a.PodName = value
	case "K8S_POD_UID":
		a.PodUID = value
	case "K8S_POD_INFRA_CONTAINER_ID":
		a.InfraID = value
	case "IP":
		a.RequestedIPs, err = parseAddresses(value)
	default:
		return false, nil
	}
	return true, err
}

// parseFlag reads a flag as the CNI library does.
func parseFlag(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "1", "true":
		return true, nil
	case "0", "false":
		return false, nil
	}
	return false, environmentFault("CNI_ARGS: IgnoreUnknown=%q must be 1, true, 0 or false", Shorten(value))
}

func parseAddresses(value string) ([]string, error) {
	if value == "" {
		return nil, nil
	}
	list := strings.Split(value, ",")
	if len(list) > requestedIPsMax {
		return nil, environmentFault("CNI_ARGS: IP names %d addresses, %d are allowed", len(list), requestedIPsMax)
	}
	for _, text := range list {
		if !isAddress(text) {
			return nil, environmentFault("CNI_ARGS: IP=%q is not an IP address", Shorten(text))
		}
	}
	return list, nil
}

// checkAddresses checks addresses that come from the configuration.
func checkAddresses(list []string) ([]string, error) {
	if len(list) > requestedIPsMax {
		return nil, ConfigFault("key \"ips\": %d addresses, %d are allowed", len(list), requestedIPsMax)
	}
	for _, text := range list {
		if !isAddress(text) {
			return nil, ConfigFault("key \"ips\": value %q is not an IP address", Shorten(text))
		}
	}
	return list, nil
}

// isAddress takes an address with or without a prefix length, without a zone.
func isAddress(text string) bool {
	if strings.Contains(text, "/") {
		_, err := netip.ParsePrefix(text)
		return err == nil
	}
	address, err := netip.ParseAddr(text)
	return err == nil && address.Zone() == ""
}
