package main

import (
	"time"
)

// ramp is one system on its way through a sequential phase.
type ramp struct {
	system *System
	pods   []*pod
	add    *Measurement
	del    *Measurement
}

// sequence measures calls one at a time: ADD for all pods, then DEL, systems in turn in blocks, so that each
// sees the same noise of the machine.
func (b *bench) sequence(phase, step string, systems []*System) ([]*ramp, error) {
	var ramps []*ramp
	for _, s := range systems {
		pods, err := b.stage.enter(s, s.Nodes[:1], phase+step, b.config.Sequential.Calls)
		if err != nil {
			return nil, err
		}
		ramps = append(ramps, &ramp{
			system: s, pods: pods, add: b.measure(s, phase, step, "ADD"), del: b.measure(s, phase, step, "DEL"),
		})
	}
	b.config.settle()
	b.blocks(ramps, "ADD")
	for _, r := range ramps {
		r.add.Duplicates = duplicates(r.pods)
		if err := b.stage.terminate(r.system, r.pods); err != nil {
			return nil, err
		}
	}
	b.config.settle()
	b.blocks(ramps, "DEL")
	for _, r := range ramps {
		if err := b.stage.leave(r.system, r.pods); err != nil {
			return nil, err
		}
		r.add.finish()
		r.del.finish()
	}
	return ramps, nil
}

// blocks makes the calls of one operation. The system that begins changes from block to block.
func (b *bench) blocks(ramps []*ramp, operation string) {
	origin, size, calls := time.Now(), b.config.Sequential.Block, 0
	for _, r := range ramps {
		calls = max(calls, len(r.pods))
	}
	for first := 0; first < calls; first += size {
		for turn := range ramps {
			r := ramps[(turn+first/size)%len(ramps)]
			m := r.add
			if operation == "DEL" {
				m = r.del
			}
			block := r.pods[min(first, len(r.pods)):min(first+size, len(r.pods))]
			before := r.system.agentCPU()
			for _, p := range block {
				m.add(r.system.invoke(operation, p, origin, time.Now(), b.config.callLimit()))
			}
			m.AgentCPUMs += (r.system.agentCPU() - before) / float64(len(r.pods))
		}
	}
}

// sequential is the phase seq.
func (b *bench) sequential(systems []*System) error {
	_, err := b.sequence("seq", "", systems)
	return err
}

// resident is the phase resident: each step loads leases, then measures beside the baseline.
func (b *bench) resident(systems []*System) error {
	for _, s := range systems {
		var first []*ramp
		for _, step := range s.Resident {
			if _, err := shell(step.Load, s.Nodes[0], "LEASES="+decimal(step.Leases)); err != nil {
				return err
			}
			beside := []*System{s}
			if base := b.baseline(); base != nil && base != s {
				beside = append(beside, base)
			}
			ramps, err := b.sequence("resident", decimal(step.Leases), beside)
			if err != nil {
				return err
			}
			if first == nil {
				first = ramps
			}
			compare(ramps, first)
		}
	}
	return nil
}

// compare notes how the ADD's p50 grew since the first step, alone and measured against the baseline beside it,
// which takes out what the machine did meanwhile.
func compare(ramps, first []*ramp) {
	m := ramps[0].add
	grown := m.P50Ms / first[0].add.P50Ms
	m.fact("p50AgainstFirstStep", grown)
	if len(ramps) > 1 {
		m.fact("p50AgainstFirstStepAndBaseline", grown*first[1].add.P50Ms/ramps[1].add.P50Ms)
	}
}
