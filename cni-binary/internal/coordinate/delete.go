package coordinate

import (
	"errors"
	"net/netip"
	"os"
	"slices"

	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/mark"
	"gridpool.io/cni/internal/space"
)

// Delete takes away what an ADD of the NIC made, as far as it is there; it goes on when one thing cannot be taken away.
// A pod whose namespace is gone took everything with it that was in it, and the kernel the pair.
func Delete(call Call) error {
	if _, err := os.Stat(call.Netns); gone(err) {
		return deleteOnNode(call)
	}
	return look(call, func() (*Settings, error) { return &Settings{}, nil }, (*scene).drop)
}

func (s *scene) drop() error {
	// A NIC that is gone already may have left rules and routes.
	_ = s.find()
	s.dropFromNode()
	last := !s.others()
	if last {
		s.dropPair()
	}
	if err := s.dropFromPod(last); err != nil {
		return err
	}
	return change.ApplyAll(s.changes)
}

func deleteOnNode(call Call) error {
	node, err := space.Node()
	if err != nil {
		return err
	}
	defer node.Close()
	s := &scene{Call: call, settings: &Settings{}}
	s.node = &side{Space: node, plan: &s.changes}
	if s.node.view, err = node.Look(); err != nil {
		return err
	}
	s.dropFromNode()
	s.dropPair()
	return change.ApplyAll(s.changes)
}

// dropFromNode takes away the node's routes to the NIC and their neighbours. The container's mark on a route keeps those
// of a newer container with the same address.
func (s *scene) dropFromNode() {
	for _, route := range s.node.view.Routes {
		if route.Protocol != space.Protocol || route.Metric != owner(s.Container) || !s.has(route.To) {
			continue
		}
		for _, entry := range s.node.view.Neighbours {
			if entry.Permanent && entry.Dev == route.Dev && host(entry.IP) == route.To {
				s.node.dropNeighbour(entry)
			}
		}
		s.node.dropRoute(route, false)
	}
	// An ADD that was killed between the two leaves a neighbour without a route.
	for _, entry := range s.node.view.Neighbours {
		if entry.Dev == HostVeth(s.Container) && entry.Permanent && s.has(host(entry.IP)) {
			s.node.dropNeighbour(entry)
		}
	}
}

func (s *scene) has(prefix netip.Prefix) bool {
	return slices.ContainsFunc(s.Addresses, func(own netip.Prefix) bool { return host(own.Addr()) == prefix })
}

// others says whether other NICs of the container still use the path to the node.
func (s *scene) others() bool {
	return slices.ContainsFunc(s.node.view.Routes, func(r space.Route) bool {
		return r.Protocol == space.Protocol && r.Metric == owner(s.Container)
	})
}

func (s *scene) dropPair() {
	name := HostVeth(s.Container)
	if _, has := s.node.view.Link(name); has {
		s.node.add(change.Change{What: "no pair " + name, Do: func() error { return s.node.DeleteLink(name) }})
		s.node.forget(name)
		if s.pod != nil {
			s.pod.forget(podVeth)
		}
	}
}

// dropFromPod takes the NIC's table and rules away, gives the default route back to the first NIC, and with the last
// NIC all that led to the node.
func (s *scene) dropFromPod(last bool) error {
	s.dropTable(s.nic)
	for _, route := range slices.Clone(s.pod.view.Routes) {
		if route.Protocol == space.Protocol && route.Dev == s.NIC {
			s.pod.dropRoute(route, false)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(s.nics), func(l space.Link) bool { return l.Name == s.NIC })
	if len(rest) > 0 {
		s.giveBack(rest)
	}
	if len(rest) == 1 {
		s.dropTable(rest[0])
	}
	if !last {
		return nil
	}
	for _, route := range slices.Clone(s.pod.view.Routes) {
		if route.Protocol == space.Protocol && !s.givenBack(route) {
			s.pod.dropRoute(route, false)
		}
	}
	for _, rule := range s.pod.view.Rules {
		if rule.Priority == markRulePriority && rule.Mark == mark.Value {
			s.pod.dropRule(rule, false)
		}
	}
	return s.dropMarks()
}

func (s *scene) dropMarks() error {
	found, err := mark.Look()
	if err != nil || found == (mark.Families{}) {
		// A kernel without nf_tables has no marks.
		return ignoreMissing(err)
	}
	s.pod.add(change.Change{What: "no marks", Do: func() error { return mark.Set(podVeth, found, mark.Families{}) }})
	return nil
}

func ignoreMissing(err error) error {
	if gone(err) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// dropTable empties the table of a NIC, then takes the rules away that lead to it.
func (s *scene) dropTable(nic space.Link) {
	table := s.tableOf(nic)
	if table < firstTable || table == mainTable {
		return
	}
	for _, route := range slices.Clone(s.pod.view.Routes) {
		if route.Table == table {
			s.pod.dropRoute(route, false)
		}
	}
	for _, rule := range s.pod.view.Rules {
		if rule.Priority == sourceRulePriority && rule.Table == table {
			s.pod.dropRule(rule, false)
		}
	}
}

// giveBack restores the default route of the first of the NICs that stay, when none of them has it.
func (s *scene) giveBack(rest []space.Link) {
	kept := &scene{Call: Call{}, nics: rest}
	first := kept.first()
	for _, route := range slices.Clone(s.pod.view.Routes) {
		if route.Dev == first.Name && route.To.Bits() == 0 && route.Table != mainTable && !s.hasDefault(route.Via.Is4()) {
			s.restore(route)
		}
	}
}

func (s *scene) hasDefault(v4 bool) bool {
	return slices.ContainsFunc(s.pod.view.Routes, func(r space.Route) bool {
		return r.Table == mainTable && r.To.Bits() == 0 && r.To.Addr().Is4() == v4 && r.Dev != s.NIC
	})
}

// restored marks a default route that a DEL gives back: it is the pod's from then on.
const restored = 3

func (s *scene) restore(route space.Route) {
	route.Table, route.Protocol = mainTable, restored
	s.pod.view.Routes = append(s.pod.view.Routes, route)
	s.pod.add(change.Change{What: "the route " + route.String(), Do: func() error { return s.pod.AddRoute(route) }})
}

// givenBack keeps a default route that an ADD moved and no DEL has to take.
func (s *scene) givenBack(route space.Route) bool {
	return route.Table == mainTable && route.To.Bits() == 0 && route.Dev != podVeth
}
