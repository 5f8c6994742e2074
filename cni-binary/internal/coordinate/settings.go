package coordinate

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"gridpool.io/cni/internal/request"
	"gridpool.io/cni/internal/wire"
)

// Mode says who carries the traffic between a pod and its node.
type Mode string

// The modes. Auto becomes one of the others when the pod is seen.
const (
	Auto     Mode = "auto"
	Underlay Mode = "underlay"
	Overlay  Mode = "overlay"
	Disabled Mode = "disabled"
)

// defaultHostTable is the node's table of routes to pods.
const defaultHostTable = 500

const (
	tableMax    = 1<<31 - 1
	mtuMin      = 68
	mtuMax      = 65535
	txQueueMax  = 1 << 24
	rpFilterMax = 2
)

// Settings is what one ADD carries out.
type Settings struct {
	Mode Mode
	// Hijack are the destinations that lead to the node instead of the NIC's gateway, without repetitions.
	Hijack []netip.Prefix
	Policy []PolicyRoute
	// MACPrefix has two octets, or none.
	MACPrefix     []byte
	TunePodRoutes bool
	// DefaultNIC is to carry the pod's default route; empty: it stays where it is.
	DefaultNIC string
	// Annotated says that the pod itself asks for DefaultNIC.
	Annotated bool
	// PodNICs are the NICs that the pod will have; empty: not known.
	PodNICs   []string
	HostTable int
	// RPFilter is -1 for "leave it".
	RPFilter    int
	TxQueueLen  int
	VethAddress netip.Addr
	VethMTU     int
}

// PolicyRoute is a route of the user's own, through the NIC of the call.
type PolicyRoute struct {
	To  netip.Prefix
	Via netip.Addr
}

// Merge puts the plugin's configuration above the cluster's settings, and the pod's annotation above both. Errors: CNI
// code 7, naming key and value.
func Merge(c *Config, cluster *wire.Settings) (*Settings, error) {
	s := &Settings{
		TunePodRoutes: or(c.TunePodRoutes, cluster.TunePodRoutes), PodNICs: cluster.PodNICs,
		DefaultNIC: or(c.DefaultRouteNIC, cluster.PodDefaultRouteNIC),
		HostTable:  or(c.HostRuleTable, int(cluster.HostRuleTable)),
		RPFilter:   or(c.RPFilter, int(or(cluster.PodRPFilter, -1))),
		TxQueueLen: or(c.TxQueueLen, int(cluster.TxQueueLength)), VethMTU: or(c.VethMTU, int(cluster.VethMTU)),
	}
	if cluster.PodAnnotatedDefaultRouteNIC != "" {
		s.DefaultNIC, s.Annotated = cluster.PodAnnotatedDefaultRouteNIC, true
	}
	if s.HostTable == 0 {
		s.HostTable = defaultHostTable
	}
	for _, read := range []func(*Config, *wire.Settings) error{s.readMode, s.readHijack, s.readPolicy, s.readMAC, s.readVethAddress} {
		if err := read(c, cluster); err != nil {
			return nil, err
		}
	}
	return s, s.check()
}

// Off says whether the configuration alone turns the plugin off.
func (c *Config) Off() bool {
	mode, err := parseMode(or(c.Mode, ""))
	return err == nil && mode == Disabled
}

func (s *Settings) readMode(c *Config, cluster *wire.Settings) (err error) {
	s.Mode, err = parseMode(or(c.Mode, cluster.Mode))
	return err
}

// parseMode takes both spellings of "disabled": Spiderpool's schema has one, its plugin knew only the other.
func parseMode(text string) (Mode, error) {
	switch mode := Mode(text); mode {
	case "":
		return Auto, nil
	case "disable":
		return Disabled, nil
	case Auto, Underlay, Overlay, Disabled:
		return mode, nil
	}
	return "", request.ConfigFault("key \"mode\": value %q must be auto, underlay, overlay or disabled", request.Shorten(text))
}

func (s *Settings) readHijack(c *Config, cluster *wire.Settings) error {
	for _, list := range []struct {
		key           string
		own, clusters []string
	}{
		{"overlayPodCIDR", c.OverlayPodCIDR, cluster.OverlayPodCIDRs},
		{"serviceCIDR", c.ServiceCIDR, cluster.ServiceCIDRs},
		{"hijackCIDR", c.HijackCIDR, cluster.HijackCIDRs},
	} {
		texts := list.clusters
		if list.own != nil {
			texts = list.own
		}
		for _, text := range texts {
			prefix, err := parsePrefix(text)
			if err != nil {
				return request.ConfigFault("key %q: value %q must be an address or a CIDR", list.key, request.Shorten(text))
			}
			if !slices.Contains(s.Hijack, prefix) {
				s.Hijack = append(s.Hijack, prefix)
			}
		}
	}
	if len(s.Hijack) > entriesMax {
		return request.ConfigFault("%d CIDRs lead to the node, %d are allowed", len(s.Hijack), entriesMax)
	}
	return nil
}

func (s *Settings) readPolicy(c *Config, cluster *wire.Settings) error {
	routes := cluster.PolicyRoutes
	if c.PolicyRoutes != nil {
		routes = c.PolicyRoutes
	}
	for _, each := range routes {
		to, err := parsePrefix(each.Destination)
		via, fault := netip.ParseAddr(each.Gateway)
		if err != nil || fault != nil || via.Zone() != "" || via.Is4() != to.Addr().Is4() {
			return request.ConfigFault("key \"policyRoutes\": dst %q and gw %q must be a CIDR and an address of one family",
				request.Shorten(each.Destination), request.Shorten(each.Gateway))
		}
		s.Policy = append(s.Policy, PolicyRoute{to, via})
	}
	return nil
}

func (s *Settings) readMAC(c *Config, cluster *wire.Settings) error {
	text := or(c.MACPrefix, cluster.PodMACPrefix)
	if text == "" {
		return nil
	}
	first, second, pair := strings.Cut(text, ":")
	octets, err := hex.DecodeString(first + second)
	if err != nil || !pair || len(first) != 2 || len(second) != 2 || octets[0]&1 != 0 {
		return request.ConfigFault("key \"podMACPrefix\": value %q must be two octets of a unicast address, as 0a:1b", request.Shorten(text))
	}
	s.MACPrefix = octets
	return nil
}

func (s *Settings) readVethAddress(c *Config, cluster *wire.Settings) error {
	text := or(c.VethLinkAddress, cluster.VethLinkAddress)
	if text == "" {
		return nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil || !address.Is4() || !address.IsLinkLocalUnicast() {
		return request.ConfigFault("key \"vethLinkAddress\": value %q must be a link-local IPv4 address", request.Shorten(text))
	}
	s.VethAddress = address
	return nil
}

// check looks at the numbers.
func (s *Settings) check() error {
	s.RPFilter = max(s.RPFilter, -1)
	for _, each := range []struct {
		key             string
		value, min, max int
		zero            bool
	}{
		{"hostRuleTable", s.HostTable, 1, tableMax, false},
		{"podRPFilter", s.RPFilter, -1, rpFilterMax, true},
		{"txQueueLen", s.TxQueueLen, 0, txQueueMax, true},
		{"vethMTU", s.VethMTU, mtuMin, mtuMax, true},
	} {
		if each.value == 0 && each.zero {
			continue
		}
		if each.value < each.min || each.value > each.max {
			return request.ConfigFault("key %q: value %d must be from %d to %d", each.key, each.value, each.min, each.max)
		}
	}
	if s.HostTable >= 253 && s.HostTable <= 255 {
		return request.ConfigFault("key \"hostRuleTable\": table %d belongs to the kernel", s.HostTable)
	}
	return nil
}

// parsePrefix takes a CIDR, whose host bits do not count, or one address.
func parsePrefix(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err == nil && (address.Zone() != "" || address.Is4In6()) {
			err = fmt.Errorf("no plain address: %s", address)
		}
		return netip.PrefixFrom(address, address.BitLen()), err
	}
	prefix, err := netip.ParsePrefix(text)
	if err == nil && prefix.Addr().Is4In6() {
		err = fmt.Errorf("no plain address: %s", prefix)
	}
	return prefix.Masked(), err
}

func or[T any](said *T, otherwise T) T {
	if said != nil {
		return *said
	}
	return otherwise
}
