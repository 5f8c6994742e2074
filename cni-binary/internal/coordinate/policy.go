package coordinate

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"gridpool.io/cni/internal/space"
)

const (
	// firstTable is the first of the pod's tables, one per NIC.
	firstTable = 100
	// sourceRulePriority is that of the pod's rules which send the packets of a NIC's address to its table.
	sourceRulePriority = 1000
)

// policy gives each NIC of several a table, which the packets with its address use, and the default route its place.
func (s *scene) policy() error {
	if len(s.Addresses) == 0 {
		return nil
	}
	carrier, err := s.carrier()
	if err != nil {
		return err
	}
	table := mainTable
	tuned := s.settings.TunePodRoutes && (len(s.nics) > 1 || carrier.Name != s.NIC)
	if tuned {
		table = s.tables(carrier)
	}
	for _, each := range s.settings.Policy {
		if s.speaks(each.To.Addr().Is4()) {
			s.pod.wantRoute(space.Route{Table: table, To: each.To, Via: each.Via, Dev: s.NIC}, false)
		}
	}
	if tuned {
		return s.moveDefault(carrier)
	}
	return nil
}

// carrier is the NIC that is to have the default route: the wanted one, also while it is still to come, or else the first.
// The plugin before a NIC that will not carry it may give it no default route; its gateway has to be kept, in its table, before
// the wanted NIC comes.
func (s *scene) carrier() (space.Link, error) {
	wanted := s.settings.DefaultNIC
	for _, nic := range s.nics {
		if nic.Name == wanted {
			return nic, nil
		}
	}
	// What the cluster wants of pods with several NICs does not concern a pod with one.
	alone := len(s.settings.PodNICs) == 1 && !s.settings.Annotated
	if wanted == "" || alone {
		return s.first(), nil
	}
	if !s.comesLater(wanted) {
		return space.Link{}, fmt.Errorf("the default route is to be on %s, which the pod does not have", wanted)
	}
	if len(s.settings.PodNICs) == 0 {
		return s.first(), nil
	}
	return space.Link{Name: wanted}, nil
}

// comesLater says whether the pod will have a NIC. When the agent does not know the pod's NICs, a first NIC can only hope;
// of the usual names, net2 comes after net1.
func (s *scene) comesLater(wanted string) bool {
	if len(s.settings.PodNICs) > 0 {
		return slices.Contains(s.settings.PodNICs, wanted)
	}
	own, other := ordinal(s.NIC), ordinal(wanted)
	return own < other || other < 0 && len(s.nics) == 1
}

// ordinal is N of a NIC named netN, 0 for eth0, -1 for other names.
func ordinal(name string) int {
	if name == "eth0" {
		return 0
	}
	digits, usual := strings.CutPrefix(name, "net")
	number, err := strconv.Atoi(digits)
	if !usual || err != nil {
		return -1
	}
	return number
}

// tables fills the tables of all NICs that need one and returns that of the call's NIC. The first NIC uses the main table
// as long as it carries the default route. A rule comes before the routes that it leads to, so that a DEL finds them.
func (s *scene) tables(carrier space.Link) int {
	first, own := s.first(), mainTable
	used := s.usedTables()
	for _, nic := range s.nics {
		if nic.Name == first.Name && carrier.Name == first.Name {
			continue
		}
		table := s.tableOf(nic)
		for next := firstTable; table == 0; next++ {
			if !used[next] {
				table, used[next] = next, true
			}
		}
		s.fill(nic, table)
		if nic.Name == s.NIC {
			own = table
		}
	}
	return own
}

func (s *scene) usedTables() map[int]bool {
	used := map[int]bool{}
	for _, rule := range s.pod.view.Rules {
		used[rule.Table] = true
	}
	return used
}

// tableOf is the table that a NIC has already, 0 for none.
func (s *scene) tableOf(nic space.Link) int {
	for _, rule := range s.pod.view.Rules {
		for _, addr := range s.addressesOf(nic) {
			if rule.Priority == sourceRulePriority && rule.Src == host(addr) {
				return rule.Table
			}
		}
	}
	return 0
}

func (s *scene) addressesOf(nic space.Link) []netip.Addr {
	var found []netip.Addr
	if nic.Name == s.NIC {
		for _, each := range s.Addresses {
			found = append(found, each.Addr())
		}
		return found
	}
	for _, each := range nic.Addresses {
		if given(each) {
			found = append(found, each.Prefix.Addr())
		}
	}
	return found
}

// fill asks for what a NIC's table holds: the NIC's routes of the main table, a default route through its gateway, and
// the routes to the node.
func (s *scene) fill(nic space.Link, table int) {
	for _, addr := range s.addressesOf(nic) {
		s.pod.wantRule(space.Rule{V6: addr.Is6(), Priority: sourceRulePriority, Src: host(addr), Table: table})
	}
	for _, route := range slices.Clone(s.pod.view.Routes) {
		if route.Table == mainTable && route.Dev == nic.Name && route.To.Bits() > 0 && !route.To.Addr().IsLinkLocalUnicast() {
			route.Table, route.Metric = table, 0
			s.pod.wantRoute(route, false)
		}
	}
	for _, v4 := range []bool{true, false} {
		via := s.gateway(nic.Name, v4)
		if !via.IsValid() && !s.path.own && nic.Name == s.path.podDev {
			via = s.path.gateway(v4)
		}
		if via.IsValid() {
			s.pod.wantRoute(space.Route{Table: table, To: defaultOf(via), Via: via, Dev: nic.Name}, false)
		}
	}
	s.toNode(table, func(v4 bool) (netip.Addr, bool) {
		_, speaks := s.source(nic.Name, v4)
		return netip.Addr{}, speaks
	})
}

// gateway is what a NIC's default route leads to: as the plugin before said, or as it stands in the main table or in the
// NIC's own.
func (s *scene) gateway(name string, v4 bool) netip.Addr {
	if name == s.NIC {
		for _, each := range s.Gateways {
			if each.Is4() == v4 {
				return each
			}
		}
	}
	for _, route := range s.pod.view.Routes {
		if route.Dev == name && route.To.Bits() == 0 && route.Via.IsValid() && route.Via.Is4() == v4 {
			return route.Via
		}
	}
	return netip.Addr{}
}

func defaultOf(via netip.Addr) netip.Prefix {
	if via.Is4() {
		return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
}

// moveDefault leaves the main table one default route per family, through the carrier; the others stand in their tables.
func (s *scene) moveDefault(carrier space.Link) error {
	moved := false
	for _, v4 := range []bool{true, false} {
		via := s.gateway(carrier.Name, v4)
		if !via.IsValid() {
			continue
		}
		moved = true
		var others []space.Route
		present := false
		for _, route := range s.pod.view.Routes {
			if route.Table == mainTable && route.To == defaultOf(via) {
				present = present || route.Dev == carrier.Name && route.Via == via
				if route.Dev != carrier.Name {
					others = append(others, route)
				}
			}
		}
		if !present {
			s.pod.wantRoute(space.Route{Table: mainTable, To: defaultOf(via), Via: via, Dev: carrier.Name}, false)
		}
		for _, route := range others {
			s.pod.dropRoute(route, false)
		}
	}
	if !moved && s.settings.DefaultNIC == s.NIC {
		return fmt.Errorf("the default route is to be on %s, which has no gateway", s.NIC)
	}
	return nil
}
