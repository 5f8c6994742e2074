package coordinate

import (
	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/space"
)

// side is a namespace with what was seen of it; wishes for it become changes of a plan.
type side struct {
	*space.Space
	view *space.View
	plan *[]change.Change
}

func (s *side) add(c change.Change) {
	*s.plan = append(*s.plan, c)
}

// hasRoute says whether a route leads as this one does.
func (s *side) hasRoute(r space.Route) bool {
	for _, each := range s.view.Routes {
		if each.Same(r) {
			return true
		}
	}
	return false
}

// wantRoute asks for a route of this plugin, in place of one of its own that leads elsewhere.
func (s *side) wantRoute(r space.Route, soft bool) {
	r.Protocol = space.Protocol
	if s.hasRoute(r) {
		return
	}
	for _, each := range s.view.Routes {
		if each.Protocol == space.Protocol && each.Table == r.Table && each.To == r.To && each.Metric == r.Metric {
			s.dropRoute(each, soft)
		}
	}
	s.view.Routes = append(s.view.Routes, r)
	s.add(change.Change{
		What: "the route " + r.String(),
		Do:   func() error { return s.AddRoute(r) },
		Undo: func() error { return s.DeleteRoute(r) },
		Soft: soft,
	})
}

func (s *side) dropRoute(r space.Route, soft bool) {
	kept := make([]space.Route, 0, len(s.view.Routes))
	for _, each := range s.view.Routes {
		if each != r {
			kept = append(kept, each)
		}
	}
	s.view.Routes = kept
	s.add(change.Change{
		What: "no route " + r.String(),
		Do:   func() error { return s.DeleteRoute(r) },
		Undo: func() error { return s.AddRoute(r) },
		Soft: soft,
	})
}

func (s *side) wantRule(r space.Rule) {
	for _, each := range s.view.Rules {
		if each == r {
			return
		}
	}
	s.view.Rules = append(s.view.Rules, r)
	s.add(change.Change{
		What: "the rule " + r.String(),
		Do:   func() error { return s.AddRule(r) },
		Undo: func() error { return s.DeleteRule(r) },
	})
}

func (s *side) dropRule(r space.Rule, soft bool) {
	s.add(change.Change{
		What: "no rule " + r.String(),
		Do:   func() error { return s.DeleteRule(r) },
		Undo: func() error { return s.AddRule(r) },
		Soft: soft,
	})
}

func (s *side) wantNeighbour(n space.Neighbour, soft bool) {
	n.Permanent = true
	for _, each := range s.view.Neighbours {
		if each == n {
			return
		}
	}
	s.view.Neighbours = append(s.view.Neighbours, n)
	s.add(change.Change{
		What: "the neighbour " + n.String(),
		Do:   func() error { return s.SetNeighbour(n) },
		Undo: func() error { return s.DeleteNeighbour(n) },
		Soft: soft,
	})
}

func (s *side) dropNeighbour(n space.Neighbour) {
	s.add(change.Change{What: "no neighbour " + n.String(), Do: func() error { return s.DeleteNeighbour(n) }, Soft: true})
}

// wantSysctl asks for a setting whose value now is known; empty: not known, and nothing to go back to.
func (s *side) wantSysctl(key, value, now string) {
	if now == value {
		return
	}
	set := change.Change{What: key + "=" + value, Do: func() error { return s.SetSysctl(key, value) }}
	if now != "" {
		set.Undo = func() error { return s.SetSysctl(key, now) }
	}
	s.add(set)
}
