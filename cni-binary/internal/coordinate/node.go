package coordinate

import (
	"net/netip"
	"slices"

	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/space"
)

// clean takes away what earlier holders of the NIC's addresses left on the node.
func (s *scene) clean() error {
	for _, each := range s.Addresses {
		addr := each.Addr()
		for _, route := range s.node.view.Routes {
			if s.stale(route, addr) {
				s.node.dropRoute(route, true)
			}
		}
		for _, rule := range s.node.view.Rules {
			if rule.Dst == host(addr) || rule.Src == host(addr) && s.leadsToPods(rule) {
				s.node.dropRule(rule, true)
			}
		}
		for _, entry := range s.node.view.Neighbours {
			if entry.IP == addr && (entry.Dev != s.path.nodeDev || entry.MAC != s.path.podMAC) {
				s.node.dropNeighbour(entry)
			}
		}
	}
	return nil
}

// stale says whether a route on the node leads one address elsewhere than to this pod. Tables that only other programs
// use are theirs.
func (s *scene) stale(route space.Route, addr netip.Addr) bool {
	const kernel = 2
	if route.To != host(addr) || route.Protocol == kernel || route.Same(s.hostRoute(addr)) {
		return false
	}
	tables := []int{mainTable, s.settings.HostTable}
	for _, rule := range s.node.view.Rules {
		if rule.Priority == hostRulePriority {
			tables = append(tables, rule.Table)
		}
	}
	return slices.Contains(tables, route.Table)
}

func (s *scene) leadsToPods(rule space.Rule) bool {
	return rule.Table == s.settings.HostTable || rule.Priority == hostRulePriority
}

// hostRoute leads from the node to an address of the pod.
func (s *scene) hostRoute(addr netip.Addr) space.Route {
	return space.Route{
		Table: s.settings.HostTable, To: host(addr), Dev: s.path.nodeDev, Metric: owner(s.Container), Protocol: space.Protocol,
	}
}

// nodeSide asks for the routes from the node to the NIC's addresses. The rule is one for all pods and stays.
func (s *scene) nodeSide() error {
	for _, v6 := range []bool{false, true} {
		if s.speaks(!v6) {
			rule := space.Rule{V6: v6, Priority: hostRulePriority, Table: s.settings.HostTable}
			if !slices.Contains(s.node.view.Rules, rule) {
				s.node.add(change.Change{What: "the rule " + rule.String(), Do: func() error { return s.node.AddRule(rule) }})
			}
		}
	}
	for _, each := range s.Addresses {
		s.node.wantNeighbour(space.Neighbour{IP: each.Addr(), Dev: s.path.nodeDev, MAC: s.path.podMAC}, false)
		s.node.wantRoute(s.hostRoute(each.Addr()), false)
	}
	return nil
}
