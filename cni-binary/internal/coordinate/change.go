package coordinate

import (
	"errors"
	"fmt"

	"gridpool.io/cni/internal/space"
)

// Change is one step from what is to what should be. A plan of changes is made from a view of node and pod before
// anything is touched: what is right already needs no change, so a repeated ADD does nothing and a CHECK asks whether
// there is anything to do.
type Change struct {
	What string
	Do   func() error
	// Undo takes the step back; nil when there is nothing to take back.
	Undo func() error
	// Soft changes are no fault for CHECK: they follow the node's surroundings, which change after an ADD, or take
	// away what others left.
	Soft bool
}

// Apply makes all changes or none: when one fails, those before it are taken back in reverse.
func Apply(changes []Change) error {
	for i, change := range changes {
		err := change.Do()
		if err == nil {
			continue
		}
		for _, done := range backwards(changes[:i]) {
			if done.Undo == nil {
				continue
			}
			if failure := done.Undo(); failure != nil {
				err = errors.Join(err, fmt.Errorf("taking back %q: %w", done.What, failure))
			}
		}
		return err
	}
	return nil
}

// applyAll makes as many changes as it can, for DEL.
func applyAll(changes []Change) error {
	var err error
	for _, change := range changes {
		err = errors.Join(err, change.Do())
	}
	return err
}

func backwards(changes []Change) []Change {
	reversed := make([]Change, 0, len(changes))
	for i := len(changes) - 1; i >= 0; i-- {
		reversed = append(reversed, changes[i])
	}
	return reversed
}

// side is a namespace with what was seen of it; wishes for it become changes of a plan.
type side struct {
	*space.Space
	view *space.View
	plan *[]Change
}

func (s *side) add(change Change) {
	*s.plan = append(*s.plan, change)
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
	s.add(Change{"the route " + r.String(), func() error { return s.AddRoute(r) }, func() error { return s.DeleteRoute(r) }, soft})
}

func (s *side) dropRoute(r space.Route, soft bool) {
	kept := make([]space.Route, 0, len(s.view.Routes))
	for _, each := range s.view.Routes {
		if each != r {
			kept = append(kept, each)
		}
	}
	s.view.Routes = kept
	s.add(Change{"no route " + r.String(), func() error { return s.DeleteRoute(r) }, func() error { return s.AddRoute(r) }, soft})
}

func (s *side) wantRule(r space.Rule) {
	for _, each := range s.view.Rules {
		if each == r {
			return
		}
	}
	s.view.Rules = append(s.view.Rules, r)
	s.add(Change{"the rule " + r.String(), func() error { return s.AddRule(r) }, func() error { return s.DeleteRule(r) }, false})
}

func (s *side) dropRule(r space.Rule, soft bool) {
	s.add(Change{"no rule " + r.String(), func() error { return s.DeleteRule(r) }, func() error { return s.AddRule(r) }, soft})
}

func (s *side) wantNeighbour(n space.Neighbour, soft bool) {
	n.Permanent = true
	for _, each := range s.view.Neighbours {
		if each == n {
			return
		}
	}
	s.view.Neighbours = append(s.view.Neighbours, n)
	s.add(Change{"the neighbour " + n.String(), func() error { return s.SetNeighbour(n) }, func() error { return s.DeleteNeighbour(n) }, soft})
}

func (s *side) dropNeighbour(n space.Neighbour) {
	s.add(Change{What: "no neighbour " + n.String(), Do: func() error { return s.DeleteNeighbour(n) }, Soft: true})
}

// wantSysctl asks for a setting whose value now is known; empty: not known, and nothing to go back to.
func (s *side) wantSysctl(key, value, now string) {
	if now == value {
		return
	}
	change := Change{What: key + "=" + value, Do: func() error { return s.SetSysctl(key, value) }}
	if now != "" {
		change.Undo = func() error { return s.SetSysctl(key, now) }
	}
	s.add(change)
}
