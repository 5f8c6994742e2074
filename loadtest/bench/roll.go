package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// rollPods is how many pods each node has for the phase roll; a pod's ADD is followed by its DEL, then it is free again.
const rollPods = 40

// endLimit is how long an agent may take to stop before it is killed, as a kubelet would.
const endLimit = 30 * time.Second

// rolling is an update of all agents of one system under load.
type rolling struct {
	b    *bench
	s    *System
	free map[*Node]chan *pod
	down atomic.Pointer[Node]
}

// roll is the phase roll: each agent in turn gets SIGTERM and is started again, the next one when it is ready. ADDs go
// on at the nodes whose agents run.
func (b *bench) roll(systems []*System) error {
	for _, s := range systems {
		if s.Leader == "" || s.Restart == "" {
			continue
		}
		if err := b.rollOne(s); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return nil
}

func (b *bench) rollOne(s *System) error {
	before, err := s.leases()
	if err != nil {
		return err
	}
	pods, err := b.stage.enter(s, s.Nodes, "roll", rollPods*len(s.Nodes))
	if err != nil {
		return err
	}
	r := &rolling{b: b, s: s, free: map[*Node]chan *pod{}}
	for _, n := range s.Nodes {
		r.free[n] = make(chan *pod, rollPods)
	}
	for _, p := range pods {
		r.free[p.node] <- p
	}
	b.config.settle()
	m := b.measure(s, "roll", "", "ADD")
	samples, tookMs, err := r.run()
	if err != nil {
		return err
	}
	m.add(samples...)
	m.fact("longestWaitMs", longest(samples, 0))
	m.fact("updateMs", tookMs)
	if err := b.clear(s, pods); err != nil {
		return err
	}
	m.finish()
	return noteLeft(m, s, before)
}

// run calls and updates at once, until every agent was replaced.
func (r *rolling) run() ([]Sample, float64, error) {
	ended := make(chan error, 1)
	began := time.Now()
	go func() {
		time.Sleep(time.Duration(r.b.config.Fault.WarmupMs) * time.Millisecond)
		for _, n := range r.s.Nodes {
			if err := r.replace(n); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	var lock sync.Mutex
	var samples []Sample
	var calls sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(r.b.config.Fault.RatePerS))
	defer tick.Stop()
	for turn := 0; ; turn++ {
		select {
		case err := <-ended:
			calls.Wait()
			return samples, milliseconds(time.Since(began)), err
		case due := <-tick.C:
			calls.Add(1)
			go func() {
				defer calls.Done()
				if sample, called := r.call(turn, began, due); called {
					lock.Lock()
					samples = append(samples, sample)
					lock.Unlock()
				}
			}()
		}
	}
}

// call makes one ADD on a node whose agent runs, and gives the address back.
func (r *rolling) call(turn int, origin, due time.Time) (Sample, bool) {
	for i := range r.s.Nodes {
		n := r.s.Nodes[(turn+i)%len(r.s.Nodes)]
		if n == r.down.Load() {
			continue
		}
		select {
		case p := <-r.free[n]:
			sample := r.b.persist(r.s, p, origin, due)
			r.s.invoke("DEL", p, origin, time.Now(), r.b.config.callLimit())
			r.free[n] <- p
			return sample, true
		default: // every pod of this node is in use
		}
	}
	return Sample{}, false
}

// replace stops the agent of a node in order and starts it again; it returns when that is ready.
func (r *rolling) replace(n *Node) error {
	r.down.Store(n)
	// Calls under way end before the agent does: a kubelet has none on a node that it does not call.
	for limit := time.Now().Add(endLimit); len(r.free[n]) < rollPods && time.Now().Before(limit); {
		time.Sleep(10 * time.Millisecond)
	}
	victim := n.Pid
	if err := syscall.Kill(victim, syscall.SIGTERM); err != nil {
		return err
	}
	for limit := time.Now().Add(endLimit); runs(victim); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			_ = syscall.Kill(victim, syscall.SIGKILL)
		}
	}
	if err := r.s.mend(victim); err != nil {
		return err
	}
	r.down.Store(nil)
	return nil
}

// runs says whether a process is there and no zombie.
func runs(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	return !slices.Contains([]string{"Z", "X"}, fields[0])
}

// again is the phase kill20: SIGKILL to the leading agent, KillTimes in a row, each after the one before is ready again.
func (b *bench) again(systems []*System) error {
	const killTimes = 20
	for range killTimes {
		if err := b.kill(systems); err != nil {
			return err
		}
	}
	waits := []float64{}
	for _, m := range b.results {
		if m.Phase == "kill" {
			waits = append(waits, m.Facts["longestWaitMs"])
		}
	}
	slices.Sort(waits)
	if len(waits) > 0 {
		fmt.Fprintf(os.Stderr, "    longest waits of %d kills: p50 %.0f ms, worst %.0f ms\n",
			len(waits), waits[len(waits)/2], waits[len(waits)-1])
	}
	return nil
}
