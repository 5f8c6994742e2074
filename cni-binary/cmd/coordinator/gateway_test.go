package main

import (
	"strings"
	"testing"

	"gridpool.io/cni/internal/testlab"
)

// The address plugin gives the default route to the annotated NIC alone; the gateways of the others are in its answers only.
func TestOwnEth0LostItsGatewayWhereThePodNamesAnotherNicForItsDefaultRoute(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodAnnotatedDefaultRouteNic, s.settings.PodNics = "net1", []string{"eth0", "net1"}
	p := s.pod("a1")
	bare := eth0(5)
	bare.gateways = nil
	p.plug(bare)
	p.mustAdd(eth0(5))
	p.plug(net1(5))
	p.mustAdd(net1(5))
	if route := p.RouteTo("8.8.8.8"); !strings.Contains(route, "via 10.7.0.1 dev net1") {
		t.Errorf("the default route: %s", route)
	}
	before := p.Sent("eth0")
	s.lan1.MustPing(far, "10.6.1.5")
	if p.Sent("eth0") == before {
		t.Errorf("eth0 did not answer by itself: %s", p.IP("route", "show", "table", "all"))
	}
	for _, n := range []nic{eth0(5), net1(5)} {
		if o := p.check(n); o.exit != 0 {
			t.Errorf("CHECK of %s: %s", n.name, o.stdout)
		}
		p.mustAdd(n)
	}
	mustRestore(t, p, net1(5), "via 10.6.0.1 dev eth0")
	p.mustDel(eth0(5))
	if rules := p.IP("rule"); strings.Contains(rules, "10.6.1.5") {
		t.Errorf("after both DELs: %s", rules)
	}
}

func TestOwnAnOverlayNicWithoutADefaultRouteLostTheNode(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodAnnotatedDefaultRouteNic, s.settings.PodNics = "net1", []string{"eth0", "net1"}
	p := s.pod("a1")
	s.node.IP("link", "add", "cni0", "type", "bridge")
	s.node.IP("link", "set", "cni0", "up")
	s.node.Give("cni0", "10.244.3.1/24")
	testlab.Cable(s.node, "port1", p.Space, "eth0")
	s.node.IP("link", "set", "port1", "master", "cni0")
	p.Give("eth0", "10.244.3.7/24")
	p.plug(net1(5))
	p.mustAdd(net1(5))
	for _, from := range []string{"", "10.7.1.5", "10.244.3.7"} {
		p.MustPing(from, "10.6.0.2")
	}
	s.node.MustPing("", "10.7.1.5")
	for from, want := range map[string]string{"10.244.3.7": "via 10.244.3.1 dev eth0", "10.7.1.5": "via 10.7.0.1 dev net1"} {
		if route := p.RouteTo("8.8.8.8", "from", from); !strings.Contains(route, want) {
			t.Errorf("from %s: %s", from, route)
		}
	}
}
