package main

import (
	"sync"
	"time"
)

// release makes one call per pod, all at once, and returns the samples and how long all took.
// Times count from the release, so they include waiting for a CPU.
func (b *bench) release(s *System, operation string, pods []*pod) ([]Sample, float64) {
	samples := make([]Sample, len(pods))
	start := make(chan struct{})
	var ready, done sync.WaitGroup
	var origin time.Time
	for i, p := range pods {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Done()
			<-start
			samples[i] = s.invoke(operation, p, origin, origin, b.config.callLimit())
		}()
	}
	ready.Wait()
	origin = time.Now()
	close(start)
	done.Wait()
	return samples, milliseconds(time.Since(origin))
}

// wave is one burst of ADDs and one of DELs.
func (b *bench) wave(s *System, nodes []*Node, label string, n int, add, del *Measurement) error {
	pods, err := b.stage.enter(s, nodes, label, n)
	if err != nil {
		return err
	}
	b.config.settle()
	b.surge(s, pods, add)
	add.Duplicates += duplicates(pods)
	if err := b.stage.terminate(s, pods); err != nil {
		return err
	}
	b.config.settle()
	b.surge(s, pods, del)
	return b.stage.leave(s, pods)
}

func (b *bench) surge(s *System, pods []*pod, m *Measurement) {
	before := s.agentCPU()
	samples, all := b.release(s, m.Operation, pods)
	m.AgentCPUMs += (s.agentCPU() - before) / float64(len(pods))
	m.AllDoneMs = append(m.AllDoneMs, all)
	m.add(samples...)
}

// bursts is the phase burst: n at once on one node, systems in turn in each round.
func (b *bench) bursts(systems []*System) error {
	for _, size := range b.config.Burst.Sizes {
		if err := b.rounds("burst", size, b.config.Burst.Rounds, systems, oneNode); err != nil {
			return err
		}
	}
	return nil
}

// multi is the phase multi: all nodes at once on one pool.
func (b *bench) multi(systems []*System) error {
	return b.rounds("multi", b.config.Multi.Calls, b.config.Multi.Rounds, systems, allNodes)
}

func oneNode(s *System) []*Node  { return s.Nodes[:1] }
func allNodes(s *System) []*Node { return s.Nodes }

// rounds repeats waves, and looks at what each system holds before and after.
func (b *bench) rounds(phase string, size, rounds int, systems []*System, nodes func(*System) []*Node) error {
	adds, dels, before := map[*System]*Measurement{}, map[*System]*Measurement{}, map[*System]int{}
	for _, s := range systems {
		adds[s] = b.measure(s, phase, decimal(size), "ADD")
		dels[s] = b.measure(s, phase, decimal(size), "DEL")
		held, err := s.leases()
		if err != nil {
			return err
		}
		before[s] = held
	}
	for round := range rounds {
		for turn := range systems {
			s := systems[(turn+round)%len(systems)]
			label := phase + decimal(size) + "-" + decimal(round)
			if err := b.wave(s, nodes(s), label, size, adds[s], dels[s]); err != nil {
				return err
			}
		}
	}
	for _, s := range systems {
		adds[s].AgentCPUMs /= float64(rounds)
		dels[s].AgentCPUMs /= float64(rounds)
		if err := noteLeft(dels[s], s, before[s]); err != nil {
			return err
		}
		adds[s].finish()
		dels[s].finish()
	}
	return nil
}

// noteLeft notes how many more leases the system holds than before.
func noteLeft(m *Measurement, s *System, before int) error {
	if before < 0 {
		return nil
	}
	held, err := s.leases()
	m.fact("leftBehind", float64(held-before))
	return err
}
