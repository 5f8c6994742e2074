package main

import (
	"strings"
	"testing"
)

func TestC00001UnderlayPacketsGoBothWaysBetweenPodAndNode(t *testing.T) {
	s := newSite(t).inSubnet()
	a, b := s.pod("a1"), s.pod("b2")
	for i, p := range []*pod{a, b} {
		p.plug(eth0(i + 5))
		p.mustAdd(eth0(i + 5))
	}
	before := a.Sent("veth0")
	a.MustPing("", "10.6.0.2")
	a.MustPing("", "fd06::2")
	if a.Sent("veth0") < before+2 {
		t.Error("packets to the node did not go through veth0")
	}
	s.node.MustPing("", "10.6.1.5")
	s.node.MustPing("", "fd06::1:5")
	a.MustPing("", "10.6.1.6")
	a.MustPing("", "fd06::1:6")
	s.lan1.MustPing("", "10.6.1.5")
	if route := a.RouteTo("10.96.0.1"); !strings.Contains(route, "via 10.6.0.2 dev veth0") || !strings.Contains(route, "src 10.6.1.5") {
		t.Errorf("a Service: %s", route)
	}
	if route := a.RouteTo("8.8.8.8"); !strings.Contains(route, "via 10.6.0.1 dev eth0") {
		t.Errorf("C00011: the default route is not on eth0: %s", route)
	}
}

func TestUnderlayPodReachesAServiceThroughTheNode(t *testing.T) {
	s := newSite(t).inSubnet()
	s.node.Give("lo", "10.96.0.10/32")
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	before := p.Sent("eth0")
	p.MustPing("", "10.96.0.10")
	if p.Sent("eth0") != before {
		t.Error("the packet left through eth0")
	}
}

func TestPeerDefectAPoolOutsideTheNodesSubnetWorks(t *testing.T) {
	s := newSite(t)
	s.node.Give("uplink2", "172.30.0.2/24")
	s.node.IP("route", "add", "default", "via", "172.30.0.1")
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	p.MustPing("", "172.30.0.2")
	s.node.MustPing("172.30.0.2", "10.6.1.5")
}

func TestPeerDefectANodeWithoutADefaultRouteWorks(t *testing.T) {
	s := newSite(t)
	s.node.Give("uplink1", "10.6.0.2/16")
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	p.MustPing("", "10.6.0.2")
	s.node.MustPing("", "10.6.1.5")
	s.node.MustPing("", "fd06::1:5")
}

func TestANodeWithoutAnyAddressReachesItsPods(t *testing.T) {
	s := newSite(t)
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	if route := p.RouteTo("10.96.0.1"); !strings.Contains(route, "dev veth0") {
		t.Errorf("a Service: %s", route)
	}
}

func TestPeerDefectDisabledIsTakenInBothSpellings(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	before := s.node.State() + p.State()
	for _, spelling := range []string{"disabled", "disable"} {
		s.settings.Mode = spelling
		p.mustAdd(eth0(5))
		p.mustAdd(eth0(5), `,"mode":"`+spelling+`"`)
	}
	if after := s.node.State() + p.State(); after != before {
		t.Errorf("something was changed:\n%s", after)
	}
}

func TestRepeatedAddChangesNothingAndCheckIsSilent(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodMacPrefix, s.settings.TxQueueLength, s.settings.VethLinkAddress = "0a:1b", 321, "169.254.100.1"
	p := s.pod("a1")
	for _, n := range []nic{eth0(5), net1(5)} {
		p.plug(n)
		p.mustAdd(n)
	}
	before := s.node.State() + p.State()
	for _, n := range []nic{net1(5), eth0(5), net1(5)} {
		p.mustAdd(n)
		if o := p.check(n); o.exit != 0 || o.stdout != "" {
			t.Errorf("CHECK of %s: %s", n.name, o.stdout)
		}
	}
	if after := s.node.State() + p.State(); after != before {
		t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
	}
}

func TestDelLeavesNodeAndPodAsTheyWere(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodDefaultRouteNic = "net1"
	s.settings.PodNics = []string{"eth0", "net1"}
	other := s.pod("b2")
	other.plug(eth0(9))
	other.mustAdd(eth0(9))
	nodeBefore := s.node.State()
	p := s.pod("a1")
	p.plug(eth0(5))
	bare := p.State()
	p.mustAdd(eth0(5))
	p.plug(net1(5))
	p.mustAdd(net1(5))
	p.mustDel(net1(5))
	p.IP("link", "del", "net1")
	p.MustPing("", "10.6.0.2")
	p.mustDel(eth0(5))
	p.mustDel(eth0(5))
	if after := p.State(); after != bare {
		t.Errorf("the pod:\n%s\nbefore:\n%s", after, bare)
	}
	if after := s.node.State(); after != nodeBefore {
		t.Errorf("the node:\n%s\nbefore:\n%s", after, nodeBefore)
	}
	other.MustPing("", "10.6.0.2")
}

func TestDelOfANICThatIsGoneTakesItsRulesAndRoutesAway(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	before, nodeBefore := p.State(), s.node.State()
	p.plug(net1(5))
	p.mustAdd(net1(5))
	p.IP("link", "del", "net1")
	p.mustDel(net1(5))
	if after := p.State(); after != before {
		t.Errorf("the pod:\n%s\nbefore:\n%s", after, before)
	}
	if after := s.node.State(); after != nodeBefore {
		t.Errorf("the node:\n%s\nbefore:\n%s", after, nodeBefore)
	}
}

func TestDelWithoutAPreviousResultTakesWhatTheNICHas(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	before, nodeBefore := p.State(), s.node.State()
	p.mustAdd(eth0(5))
	if o := p.call(binary, "DEL", `{"cniVersion":"1.0.0","name":"n"}`, eth0(5)); o.exit != 0 {
		t.Error(o.stdout)
	}
	nodeBefore += "\n1000:	from all lookup 500\n1000:	from all lookup 500"
	if after := p.State(); after != before {
		t.Errorf("the pod:\n%s\nbefore:\n%s", after, before)
	}
	if after := s.node.State(); len(after) != len(nodeBefore) {
		t.Errorf("the node:\n%s\nbefore:\n%s", after, nodeBefore)
	}
}

func TestDelOfAPodWhoseNamespaceIsGoneSucceeds(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	for _, variable := range []string{"CNI_NETNS=/run/netns/gpc-none", "CNI_NETNS="} {
		if o := p.call(binary, "DEL", p.config(eth0(5), "1.1.0", ""), eth0(5), variable); o.exit != 0 {
			t.Errorf("%s: %s", variable, o.stdout)
		}
	}
	if left := s.node.State(); strings.Contains(left, "10.6.1.5") || strings.Contains(left, "veth") {
		t.Errorf("left behind:\n%s", left)
	}
}

func TestALateDelOfAnOldContainerSparesTheNewOneWithItsAddress(t *testing.T) {
	s := newSite(t).inSubnet()
	old, next := s.pod("a1"), s.pod("b2")
	old.plug(eth0(5))
	old.mustAdd(eth0(5))
	old.IP("link", "del", "eth0")
	next.plug(eth0(5))
	next.mustAdd(eth0(5))
	s.node.MustPing("", "10.6.1.5")
	old.mustDel(eth0(5))
	s.node.MustPing("", "10.6.1.5")
	next.MustPing("", "10.6.0.2")
	if o := next.check(eth0(5)); o.exit != 0 {
		t.Error(o.stdout)
	}
}

func TestC00010WhatAnEarlierHolderOfTheAddressLeftIsCleaned(t *testing.T) {
	s := newSite(t).inSubnet()
	s.node.IP("link", "add", "stale", "type", "veth", "peer", "name", "stale2")
	s.node.IP("link", "set", "stale", "up")
	s.node.IP("route", "add", "10.6.1.5/32", "dev", "stale", "table", "500")
	s.node.IP("route", "add", "10.6.1.5/32", "dev", "stale")
	s.node.IP("rule", "add", "to", "10.6.1.5/32", "lookup", "500", "pref", "900")
	s.node.IP("rule", "add", "from", "10.6.1.5/32", "lookup", "500")
	s.node.IP("neigh", "add", "10.6.1.5", "lladdr", "02:00:00:00:00:99", "dev", "stale", "nud", "permanent")
	s.node.IP("rule", "add", "from", "10.6.1.5/32", "lookup", "77", "pref", "800")
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	s.node.MustPing("", "10.6.1.5")
	state := s.node.State()
	if strings.Contains(state, "10.6.1.5 dev stale") || strings.Contains(state, "to 10.6.1.5") || strings.Contains(state, "from 10.6.1.5 lookup 500") {
		t.Errorf("left behind:\n%s", state)
	}
	if !strings.Contains(state, "from 10.6.1.5 lookup 77") {
		t.Error("a rule of another program is gone")
	}
}

func TestC00016RoutesToPodsLieInTheTableAskedFor(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.HostRuleTable = 611
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	if routes := s.node.IP("route", "show", "table", "611"); !strings.Contains(routes, "10.6.1.5 dev veth") {
		t.Errorf("table 611: %s", routes)
	}
	if rules := s.node.IP("rule"); !strings.Contains(rules, "1000:	from all lookup 611") {
		t.Errorf("rules: %s", rules)
	}
	s.node.MustPing("", "10.6.1.5")
}
