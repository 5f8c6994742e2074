package main

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// tryLater is the CNI code that asks for the same call again.
const tryLater = 11

// kill is the phase kill: SIGKILL to the leading agent under load.
func (b *bench) kill(systems []*System) error {
	return b.faults("kill", systems, func(s *System, victim int) error {
		if err := syscall.Kill(victim, syscall.SIGKILL); err != nil || b.config.Fault.RestartMs == 0 {
			return err
		}
		time.Sleep(time.Duration(b.config.Fault.RestartMs) * time.Millisecond)
		return s.mend(victim)
	})
}

// freeze is the phase freeze: SIGSTOP to the leading agent under load, SIGCONT later.
func (b *bench) freeze(systems []*System) error {
	return b.faults("freeze", systems, func(_ *System, victim int) error {
		if err := pause(victim); err != nil {
			return err
		}
		time.Sleep(time.Duration(b.config.Fault.FreezeMs) * time.Millisecond)
		return resume(victim)
	})
}

func (b *bench) faults(phase string, systems []*System, strike func(s *System, victim int) error) error {
	for _, s := range systems {
		if s.Leader == "" {
			continue
		}
		if err := b.fault(phase, s, strike); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return nil
}

// fault runs the open loop with the strike in it, mends the system, and releases everything.
func (b *bench) fault(phase string, s *System, strike func(s *System, victim int) error) error {
	victim, err := shellNumber(s.Leader, s.Nodes[0])
	if err != nil {
		return err
	}
	before, err := s.leases()
	if err != nil {
		return err
	}
	f := b.config.Fault
	nodes := b.targets(s, victim)
	pods, err := b.stage.enter(s, nodes, phase, f.RatePerS*f.DurationMs/1000)
	if err != nil {
		return err
	}
	b.config.settle()
	m := b.measure(s, phase, "", "ADD")
	struck := make(chan error, 1)
	time.AfterFunc(time.Duration(f.WarmupMs)*time.Millisecond, func() { struck <- strike(s, victim) })
	m.add(b.openLoop(s, pods)...)
	if err := <-struck; err != nil {
		return err
	}
	m.Duplicates = duplicates(pods)
	m.fact("longestWaitMs", longest(m.Samples, f.WarmupMs))
	if phase == "kill" && f.RestartMs == 0 {
		if err := s.mend(victim); err != nil {
			return err
		}
	}
	if err := b.clear(s, pods); err != nil {
		return err
	}
	m.finish()
	return noteLeft(m, s, before)
}

// targets returns the nodes that are called.
func (b *bench) targets(s *System, victim int) []*Node {
	if b.config.Fault.Nodes == "all" {
		return s.Nodes
	}
	return slices.DeleteFunc(slices.Clone(s.Nodes), func(n *Node) bool { return n.Pid == victim })
}

// openLoop makes one ADD per tick, whether earlier ones have ended or not. A call's time counts from its tick.
func (b *bench) openLoop(s *System, pods []*pod) []Sample {
	samples := make([]Sample, len(pods))
	period := time.Second / time.Duration(b.config.Fault.RatePerS)
	origin := time.Now()
	var done sync.WaitGroup
	for i, p := range pods {
		due := origin.Add(time.Duration(i) * period)
		time.Sleep(time.Until(due))
		done.Add(1)
		go func() {
			defer done.Done()
			samples[i] = b.persist(s, p, origin, due)
		}()
	}
	done.Wait()
	return samples
}

// persist makes a call, and makes it again after "try later" where the configuration says so.
func (b *bench) persist(s *System, p *pod, origin, due time.Time) Sample {
	pause := time.Duration(b.config.Fault.RetryMs) * time.Millisecond
	sample := s.invoke("ADD", p, origin, due, b.config.callLimit())
	for tries := 2; pause > 0 && sample.Code == tryLater && time.Since(due) < b.config.callLimit(); tries++ {
		time.Sleep(pause)
		cpu := sample.CPUMs
		sample = s.invoke("ADD", p, origin, due, b.config.callLimit())
		sample.CPUMs, sample.Tries = sample.CPUMs+cpu, tries
	}
	return sample
}

// longest returns the longest wait of the calls that were due after the strike.
func longest(samples []Sample, warmupMs int) float64 {
	wait := 0.0
	for _, x := range samples {
		if x.StartMs+x.TookMs >= float64(warmupMs) {
			wait = max(wait, x.TookMs)
		}
	}
	return wait
}

// mend starts the killed agent again where the system says how.
func (s *System) mend(victim int) error {
	for _, n := range s.Nodes {
		if n.Pid != victim || s.Restart == "" {
			continue
		}
		printed, err := shell(s.Restart, n)
		if err != nil {
			return err
		}
		if pid, err := strconv.Atoi(printed); err == nil {
			n.Pid = pid
		}
	}
	return nil
}
