package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// api is the phase api: what an ADD writes to the API server.
//
// Two looks. The server's own counters around sequential ADDs count every write in that time, those included that
// a plugin makes after its answer. With the server frozen (SIGSTOP), an ADD that succeeds cannot have needed it.
func (b *bench) api(systems []*System) error {
	for _, s := range systems {
		if b.stage.kube(s) == nil {
			fmt.Fprintln(os.Stderr, "api: no kubeconfig, left out:", s.Name)
			continue
		}
		if err := b.countWrites(s); err != nil {
			return err
		}
		if b.config.ApiserverPid == "" || s.Kubeconfig != b.config.Kubeconfig {
			continue
		}
		if err := b.withoutServer(s); err != nil {
			return err
		}
	}
	return nil
}

// countWrites notes writes per ADD by resource, without those that happen when nobody calls.
func (b *bench) countWrites(s *System) error {
	pods, err := b.stage.enter(s, s.Nodes[:1], "api", b.config.Sequential.Calls)
	if err != nil {
		return err
	}
	b.config.settle()
	idle, err := b.writesDuring(s, b.config.settle)
	if err != nil {
		return err
	}
	m := b.measure(s, "api", "counted", "ADD")
	added, err := b.writesDuring(s, func() { b.callAll(s, pods, m) })
	if err != nil {
		return err
	}
	later, err := b.writesDuring(s, b.config.settle)
	if err != nil {
		return err
	}
	for name, n := range added {
		m.fact("writes/ADD "+name, n/float64(len(pods)))
	}
	m.fact("writes/ADD while ADDs ran", sum(added)/float64(len(pods)))
	m.fact("writes/ADD in the pause after", sum(later)/float64(len(pods)))
	m.fact("writes in the same pause before", sum(idle))
	m.finish()
	return b.clear(s, pods)
}

// withoutServer makes ADDs while the API server is stopped.
func (b *bench) withoutServer(s *System) error {
	text, err := os.ReadFile(b.config.ApiserverPid)
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("%s: %w", b.config.ApiserverPid, err)
	}
	pods, err := b.stage.enter(s, s.Nodes[:1], "frozen", b.config.Sequential.Calls)
	if err != nil {
		return err
	}
	b.config.settle()
	m := b.measure(s, "api", "server frozen", "ADD")
	if err := pause(pid); err != nil {
		return err
	}
	b.callAll(s, pods, m)
	if err := resume(pid); err != nil {
		return err
	}
	m.finish()
	b.config.settle()
	return b.clear(s, pods)
}

// callAll makes the measurement's call for each pod, one at a time.
func (b *bench) callAll(s *System, pods []*pod, m *Measurement) {
	b.blocks([]*ramp{{system: s, pods: pods, add: m, del: m}}, m.Operation)
}

// clear ends the pods and releases what they hold, unmeasured.
func (b *bench) clear(s *System, pods []*pod) error {
	if err := b.stage.terminate(s, pods); err != nil {
		return err
	}
	b.config.settle()
	b.callAll(s, pods, &Measurement{Operation: "DEL"})
	return b.stage.leave(s, pods)
}

// writesDuring returns how the server's write counters grew while f ran.
func (b *bench) writesDuring(s *System, f func()) (map[string]float64, error) {
	before, err := b.stage.kube(s).writes()
	if err != nil {
		return nil, err
	}
	f()
	after, err := b.stage.kube(s).writes()
	grown := map[string]float64{}
	for name, n := range after {
		if n != before[name] {
			grown[name] = n - before[name]
		}
	}
	return grown, err
}

func sum(counts map[string]float64) float64 {
	total := 0.0
	for _, n := range counts {
		total += n
	}
	return total
}
