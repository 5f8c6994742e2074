package coordinate

import (
	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/mark"
	"gridpool.io/cni/internal/space"
)

const (
	// markTable is the pod's table for replies; below it are none of the kernel's that matter, above it the NICs'.
	markTable = firstTable - 1
	// markRulePriority comes before the rules of the NICs' addresses.
	markRulePriority = sourceRulePriority - 1
)

// replies makes what came through the pair go back through it, wherever the sender is: a Service may have sent the
// packets of a client far away through this node.
func (s *scene) replies() error {
	if !s.path.own {
		return nil
	}
	for _, v4 := range []bool{true, false} {
		if !s.speaks(v4) {
			continue
		}
		s.pod.wantRule(space.Rule{V6: !v4, Priority: markRulePriority, Mark: mark.Value, Table: markTable})
		via := s.path.gateway(v4)
		s.pod.wantRoute(space.Route{Table: markTable, To: defaultOf(via), Via: via, Dev: podVeth}, false)
	}
	before, err := mark.Look()
	if err != nil {
		return err
	}
	wanted := mark.Families{V4: before.V4 || s.speaks(true), V6: before.V6 || s.speaks(false)}
	if before == wanted {
		return nil
	}
	s.pod.add(change.Change{
		What: "marks for replies through " + podVeth,
		Do:   func() error { return mark.Set(podVeth, before, wanted) },
		Undo: func() error { return mark.Set(podVeth, wanted, before) },
	})
	return nil
}
