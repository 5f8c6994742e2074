package coordinate

import (
	"net/netip"
	"slices"

	"gridpool.io/cni/internal/space"
)

// podSide asks for the neighbours on the pod's end of the pair, and for the routes to the node in the main table.
func (s *scene) podSide() error {
	if len(s.Addresses) == 0 {
		return nil
	}
	if s.path.own {
		for _, each := range s.path.nodeAddresses {
			s.pod.wantNeighbour(space.Neighbour{IP: each, Dev: podVeth, MAC: s.path.nodeMAC}, true)
		}
		for _, v4 := range []bool{true, false} {
			if via := s.path.gateway(v4); s.speaks(v4) && (via == fallback4 || via == fallback6) {
				s.pod.wantNeighbour(space.Neighbour{IP: via, Dev: podVeth, MAC: s.path.nodeMAC}, false)
			}
		}
	}
	s.toNode(mainTable, s.mainSource)
	return nil
}

// toNode asks for the routes that lead to the node in one table, and what goes through it. source says which address
// the pod's own packets bear there; an invalid one leaves the family out.
func (s *scene) toNode(table int, source func(v4 bool) (netip.Addr, bool)) {
	for _, v4 := range []bool{true, false} {
		src, wanted := source(v4)
		via := s.path.gateway(v4)
		if !wanted || !via.IsValid() {
			continue
		}
		for _, addr := range s.path.nodeAddresses {
			if addr.Is4() == v4 {
				s.pod.wantRoute(s.toAddress(table, addr, via, src), true)
			}
		}
		for _, prefix := range s.settings.Hijack {
			if prefix.Addr().Is4() == v4 && !s.taken(table, prefix) {
				s.pod.wantRoute(space.Route{Table: table, To: prefix, Via: via, Dev: s.path.podDev, Src: src}, false)
			}
		}
	}
}

// toAddress leads to one address of the node: on the pair itself, or through the overlay's gateway.
func (s *scene) toAddress(table int, addr, via, src netip.Addr) space.Route {
	route := space.Route{Table: table, To: host(addr), Dev: s.path.podDev, Src: src}
	if !s.path.own && addr != via {
		route.Via = via
	}
	return route
}

// taken says whether a destination has a route already that is not this plugin's: a NIC's own subnet is nearer.
func (s *scene) taken(table int, to netip.Prefix) bool {
	return slices.ContainsFunc(s.pod.view.Routes, func(r space.Route) bool {
		return r.To == to && (r.Table == table || r.Table == mainTable) && r.Protocol != space.Protocol
	})
}

// mainSource says for the main table which address the pod's packets to the node and to Services bear: that of its
// first NIC. A pod whose first NIC has its own way to the node (underlay, and the NIC is not this plugin's) needs no
// such routes, unless its default route is moved.
func (s *scene) mainSource(v4 bool) (netip.Addr, bool) {
	first := s.first()
	if first.Name == s.NIC {
		return s.source(first.Name, v4)
	}
	if !s.path.own || s.led(first) {
		if src, ok := s.source(first.Name, v4); ok {
			return src, true
		}
		return s.source(s.NIC, v4)
	}
	if s.settings.DefaultNIC == s.NIC {
		return s.source(s.NIC, v4)
	}
	return netip.Addr{}, false
}

// led says whether the node has a route to a NIC's addresses over the pair.
func (s *scene) led(nic space.Link) bool {
	return slices.ContainsFunc(s.node.view.Routes, func(r space.Route) bool {
		return r.Dev == s.path.nodeDev && r.Protocol == space.Protocol &&
			slices.ContainsFunc(nic.Addresses, func(a space.Address) bool { return r.To == host(a.Prefix.Addr()) })
	})
}

// source is the first address of a NIC in a family. One that may not be a source yet is left to the kernel: the invalid
// address, and true.
func (s *scene) source(name string, v4 bool) (netip.Addr, bool) {
	link, _ := s.pod.view.Link(name)
	found := false
	for _, each := range link.Addresses {
		if addr := each.Prefix.Addr(); given(each) && addr.Is4() == v4 {
			if !each.Tentative {
				return addr, true
			}
			found = true
		}
	}
	return netip.Addr{}, found
}
