package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// pointsMax bounds the tests' loops over the changes of one call.
const pointsMax = 120

// trial is a pod with everything asked for: its second NIC takes the default route.
type trial struct {
	*pod
	site *site
	nics []nic
}

func newTrial(t *testing.T) *trial {
	t.Helper()
	s := newSite(t).inSubnet()
	s.settings.PodMacPrefix, s.settings.TxQueueLength, s.settings.VethLinkAddress = "0a:1b", 321, "169.254.100.1"
	s.settings.PodAnnotatedDefaultRouteNic, s.settings.PodNics = "net1", []string{"eth0", "net1"}
	p := &trial{s.pod("a1"), s, []nic{eth0(5), net1(5)}}
	for _, n := range p.nics {
		p.plug(n)
	}
	// The node's rule for all pods stays; all else of a first life is gone.
	for _, n := range p.nics {
		p.mustAdd(n)
	}
	p.clear()
	return p
}

// clear is what a runtime does at the end of a pod, whose links are then new ones.
func (p *trial) clear() {
	p.T.Helper()
	for i := len(p.nics) - 1; i >= 0; i-- {
		p.mustDel(p.nics[i])
	}
	for i, n := range p.nics {
		p.IP("link", "set", n.name, "address", "02:00:00:00:00:0"+strconv.Itoa(i), "txqueuelen", "1000")
		p.Sysctl("ipv4/conf/"+n.name+"/rp_filter", "2")
	}
	p.Sysctl("ipv4/conf/all/rp_filter", "1")
	p.Sysctl("ipv4/conf/default/rp_filter", "1")
}

// state is all that must be as before, the links' own values included.
func (p *trial) state() string {
	links := strings.Split(p.IP("-o", "link", "show", "type", "macvlan"), "\n")
	p.Inside(func() error {
		for _, name := range []string{"all", "default", "eth0", "net1"} {
			value, err := os.ReadFile("/proc/sys/net/ipv4/conf/" + name + "/rp_filter")
			if err != nil {
				return err
			}
			links = append(links, name+" "+string(value))
		}
		return nil
	})
	return p.places() + strings.Join(links, "\n")
}

// places are links, addresses, routes, rules and neighbours of both.
func (p *trial) places() string {
	return p.site.node.State() + "\n" + p.State()
}

// at runs a verb that fails or dies before a change; it says whether there was such a change.
func (p *trial) at(verb, fault string, point int, n nic) (reached bool) {
	p.T.Helper()
	o := p.call(faulty, verb, p.config(n, "1.1.0", ""), n, fault+"="+strconv.Itoa(point))
	if o.exit == 0 {
		return false
	}
	if fault == "GRIDPOOL_FAIL_AT" {
		o.mustFail(p.T, 999, "NIC "+n.name, "fault point "+strconv.Itoa(point))
	}
	return true
}

// each visits every change of the ADD of each NIC; prepare and check run around it.
func (p *trial) each(fault string, check func(what string, n nic)) {
	p.T.Helper()
	visited := 0
	for i, n := range p.nics {
		for point := 1; point < pointsMax; point++ {
			for _, earlier := range p.nics[:i] {
				p.mustAdd(earlier)
			}
			if !p.at("ADD", fault, point, n) {
				p.clear()
				break
			}
			visited++
			check(n.name+" at "+strconv.Itoa(point), n)
			p.clear()
		}
	}
	if visited < 30 {
		p.T.Fatalf("only %d changes were visited", visited)
	}
	p.T.Logf("%d changes visited", visited)
}

func TestAnAddThatFailsAtAnyChangeIsUndoneCompletely(t *testing.T) {
	p := newTrial(t)
	// What is to be there after a failure is what was there before the call: nothing, or the first NIC's.
	baselines := map[string]string{"eth0": p.state()}
	p.mustAdd(p.nics[0])
	baselines["net1"] = p.state()
	p.clear()
	p.each("GRIDPOOL_FAIL_AT", func(what string, n nic) {
		if after := p.state(); after != baselines[n.name] {
			t.Fatalf("%s left\n%s\nbefore:\n%s", what, after, baselines[n.name])
		}
	})
}

func TestAfterADeathAtAnyChangeTheNextDelLeavesAllClean(t *testing.T) {
	p := newTrial(t)
	before := p.places()
	p.each("GRIDPOOL_KILL_AT", func(what string, _ nic) {
		p.clear()
		if after := p.places(); after != before {
			t.Fatalf("%s left\n%s\nbefore:\n%s", what, after, before)
		}
	})
}

func TestAfterADeathAtAnyChangeTheNextAddWorks(t *testing.T) {
	p := newTrial(t)
	p.each("GRIDPOOL_KILL_AT", func(what string, n nic) {
		p.mustAdd(n)
		if o := p.check(n); o.exit != 0 {
			t.Errorf("%s: %s", what, o.stdout)
		}
		for _, address := range n.addresses {
			addr, _, _ := strings.Cut(address, "/")
			p.site.node.MustPing("", addr)
		}
		p.MustPing("", "10.6.0.2")
	})
}

func TestAfterADeathOfADelAtAnyChangeTheNextDelEndsTheWork(t *testing.T) {
	p := newTrial(t)
	before := p.places()
	for point := 1; point < pointsMax; point++ {
		for _, n := range p.nics {
			p.mustAdd(n)
		}
		reached := false
		for i := len(p.nics) - 1; i >= 0; i-- {
			reached = p.at("DEL", "GRIDPOOL_KILL_AT", point, p.nics[i]) || reached
			p.mustDel(p.nics[i])
		}
		if after := p.places(); after != before {
			t.Fatalf("point %d left\n%s\nbefore:\n%s", point, after, before)
		}
		if !reached {
			return
		}
	}
	t.Fatal("a DEL without an end")
}

func TestTheShippedBinaryHasNoFaultPoints(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	notes := filepath.Join(t.TempDir(), "points")
	o := p.call(binary, "ADD", p.config(eth0(5), "1.1.0", ""), eth0(5), "GRIDPOOL_FAIL_AT=1", "GRIDPOOL_POINTS="+notes)
	if _, err := os.Stat(notes); o.exit != 0 || err == nil {
		t.Errorf("%s %v", o.stdout, err)
	}
}
