package main

import (
	"strings"
	"testing"

	"gridpool.io/cni/internal/testlab"
)

// overlay gives a pod an eth0 as a cluster's own network does: a pair whose other end on the node answers for the gateway.
func (p *pod) overlay() {
	p.T.Helper()
	end := "cali" + p.container[:1]
	testlab.Cable(p.site.node, end, p.Space, "eth0")
	p.Give("eth0", "10.244.3.7/32")
	p.IP("route", "add", "169.254.1.1", "dev", "eth0", "scope", "link")
	p.IP("route", "add", "default", "via", "169.254.1.1", "dev", "eth0")
	p.site.node.Sysctl("ipv4/conf/"+end+"/proxy_arp", "1")
	p.site.node.Sysctl("ipv4/neigh/"+end+"/proxy_delay", "0")
	p.site.node.Sysctl("ipv4/ip_forward", "1")
	p.site.node.IP("route", "add", "10.244.3.7/32", "dev", end)
}

func TestC00002OverlayPacketsUseThePairOfTheFirstNIC(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.overlay()
	p.MustPing("", "10.6.0.2")
	macvlan := nic{"net1", "uplink1", []string{"10.6.1.5/16"}, []string{"10.6.0.1"}}
	p.plug(macvlan)
	p.mustAdd(macvlan)
	if links := p.IP("link"); strings.Contains(links, "veth0") {
		t.Error("overlay needs no pair of its own")
	}
	p.MustPing("", "10.6.0.2")
	p.MustPing("10.6.1.5", "10.6.0.2")
	p.MustPing("", "10.6.0.1")
	s.node.MustPing("", "10.6.1.5")
	s.node.MustPing("", "10.244.3.7")
	s.lan1.MustPing("", "10.6.1.5")
	for to, want := range map[string]string{
		"8.8.8.8": "via 169.254.1.1 dev eth0", "10.96.0.1": "dev eth0 src 10.244.3.7", "10.6.0.9": "dev net1", "10.244.9.9": "via 169.254.1.1 dev eth0",
	} {
		if route := p.RouteTo(to); !strings.Contains(route, want) {
			t.Errorf("to %s: %s, want %q", to, route, want)
		}
	}
	if route := p.RouteTo("8.8.8.8", "from", "10.6.1.5"); !strings.Contains(route, "via 10.6.0.1 dev net1 table 100") {
		t.Errorf("from net1: %s", route)
	}
}

func TestC00005OverlayDefaultRouteOnNet1(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodAnnotatedDefaultRouteNic = "net1"
	p := s.pod("a1")
	p.overlay()
	p.plug(net1(5))
	p.mustAdd(net1(5))
	if route := p.RouteTo("8.8.8.8"); !strings.Contains(route, "via 10.7.0.1 dev net1") {
		t.Errorf("%s", route)
	}
	before := p.Sent("net1")
	p.MustPing("", far)
	if p.Sent("net1") == before {
		t.Error("the packet did not leave through net1")
	}
	p.MustPing("", "10.6.0.2")
	p.MustPing("10.7.1.5", "10.6.0.2")
	s.node.MustPing("", "10.7.1.5")
	if route := p.RouteTo("8.8.8.8", "from", "10.244.3.7"); !strings.Contains(route, "via 169.254.1.1 dev eth0") {
		t.Errorf("from eth0: %s", route)
	}
	mustRestore(t, p, net1(5), "via 169.254.1.1 dev eth0")
}

func TestOverlayBehindABridgeUsesTheBridge(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	s.node.IP("link", "add", "cni0", "type", "bridge")
	s.node.IP("link", "set", "cni0", "up")
	s.node.Give("cni0", "10.244.3.1/24")
	testlab.Cable(s.node, "port1", p.Space, "eth0")
	s.node.IP("link", "set", "port1", "master", "cni0")
	s.node.Sysctl("ipv4/conf/all/rp_filter", "1")
	p.Give("eth0", "10.244.3.7/24")
	p.IP("route", "add", "default", "via", "10.244.3.1")
	p.plug(net1(5))
	p.mustAdd(net1(5))
	for _, from := range []string{"", "10.7.1.5"} {
		p.MustPing(from, "10.6.0.2")
		p.MustPing(from, "10.244.3.1")
	}
	s.node.MustPing("", "10.7.1.5")
	p.mustDel(net1(5))
	if state := s.node.State(); strings.Contains(state, "10.7.1.5") {
		t.Errorf("left behind:\n%s", state)
	}
}
