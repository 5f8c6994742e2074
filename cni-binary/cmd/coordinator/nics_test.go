package main

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"gridpool.io/cni/internal/probe"
	"gridpool.io/cni/internal/testlab"
)

// mustRestore takes a NIC away and looks where the default route went.
func mustRestore(t *testing.T, p *pod, n nic, want string) {
	t.Helper()
	p.mustDel(n)
	p.IP("link", "del", n.name)
	if route := p.RouteTo("8.8.8.8"); !strings.Contains(route, want) {
		t.Errorf("after the DEL: %s", route)
	}
	if rules := p.IP("rule"); strings.Contains(rules, "1000:") {
		t.Errorf("after the DEL: %s", rules)
	}
}

func TestC00003UnderlayTwoNICsEachAnswerThroughTheirOwn(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	for _, n := range []nic{eth0(5), net1(5)} {
		p.plug(n)
		p.mustAdd(n)
	}
	for _, addr := range []string{"10.6.1.5", "10.7.1.5", "fd06::1:5", "fd07::1:5"} {
		s.node.MustPing("", addr)
	}
	p.MustPing("", "10.6.0.2")
	p.MustPing("10.7.1.5", "10.6.0.2")
	p.MustPing("", "10.7.0.1")
	s.lan2.MustPing(far, "10.7.1.5")
	if route := p.RouteTo("10.96.0.1"); !strings.Contains(route, "src 10.6.1.5") {
		t.Errorf("C00012: Service traffic has another source: %s", route)
	}
	if route := p.RouteTo("8.8.8.8"); !strings.Contains(route, "dev eth0") {
		t.Errorf("the default route moved: %s", route)
	}
	if route := p.IP("-6", "route", "show", "default"); strings.Contains(route, "net1") || !strings.Contains(route, "eth0") {
		t.Errorf("the default route of IPv6: %s", route)
	}
	if rules := p.IP("rule"); !strings.Contains(rules, "from 10.7.1.5 lookup 100") {
		t.Errorf("rules: %s", rules)
	}
}

func TestC00006C00020UnderlayDefaultRouteOnNet1(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodAnnotatedDefaultRouteNic = "net1"
	p := s.pod("a1")
	for _, n := range []nic{eth0(5), net1(5)} {
		p.plug(n)
		p.mustAdd(n)
	}
	for _, each := range []struct{ to, dev string }{{"8.8.8.8", "net1"}, {"2001:db8::1", "net1"}} {
		if route := p.RouteTo(each.to); !strings.Contains(route, "dev "+each.dev) {
			t.Errorf("to %s: %s", each.to, route)
		}
	}
	before := p.Sent("net1")
	p.MustPing("", far)
	if p.Sent("net1") == before {
		t.Error("the packet did not leave through net1")
	}
	before = p.Sent("eth0")
	s.lan1.MustPing(far, "10.6.1.5")
	if p.Sent("eth0") == before {
		t.Error("eth0 did not answer by itself")
	}
	p.MustPing("", "10.6.0.2")
	s.node.MustPing("", "10.6.1.5")
	mustRestore(t, p, net1(5), "via 10.6.0.1 dev eth0")
}

func TestC00014ADefaultRouteNICThatThePodDoesNotHaveIsAnError(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	s.settings.PodAnnotatedDefaultRouteNic, s.settings.PodNics = "fake", []string{"eth0", "net1"}
	p.add(eth0(5)).mustFail(t, 999, "NIC eth0", "10.6.1.5", "fake")
	if state := s.node.State(); strings.Contains(state, "10.6.1.5") {
		t.Errorf("left behind:\n%s", state)
	}
	s.settings.PodAnnotatedDefaultRouteNic, s.settings.PodDefaultRouteNic, s.settings.PodNics = "", "net1", []string{"eth0"}
	p.mustAdd(eth0(5)) // the cluster's wish for pods with several NICs
	s.settings.PodAnnotatedDefaultRouteNic, s.settings.PodNics = "fake", nil
	p.mustAdd(eth0(5))
	p.plug(net1(5))
	p.add(net1(5)).mustFail(t, 999, "NIC net1", "fake")
}

func TestC00015RandomNICNamesWork(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	random := net1(5)
	random.name = "dc-x7f"
	for _, n := range []nic{eth0(5), random} {
		p.plug(n)
		p.mustAdd(n)
	}
	s.node.MustPing("", "10.7.1.5")
	s.lan2.MustPing(far, "10.7.1.5")
}

func TestC00017WithoutTunePodRoutesTheRoutesOfTheNICsStay(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	p.plug(net1(5))
	before := p.IP("route", "show", "default")
	p.mustAdd(net1(5), `,"tunePodRoutes":false`)
	if after := p.IP("route", "show", "default"); after != before {
		t.Errorf("%s, before %s", after, before)
	}
	if rules := p.IP("rule"); strings.Contains(rules, "10.7.1.5") {
		t.Errorf("rules: %s", rules)
	}
	s.node.MustPing("", "10.7.1.5")
}

func TestC00021ThreeNICsWithAStrictReversePathFilter(t *testing.T) {
	s := newSite(t).inSubnet()
	strict := int32(1)
	s.settings.PodRpFilter = &strict
	s.node.Sysctl("ipv4/conf/all/rp_filter", "1")
	p := s.pod("a1")
	third := nic{"net2", "uplink1", []string{"10.6.1.77/16"}, []string{"10.6.0.1"}}
	for _, n := range []nic{eth0(5), net1(5), third} {
		p.plug(n)
		p.mustAdd(n)
	}
	for _, addr := range []string{"10.6.1.5", "10.7.1.5", "10.6.1.77"} {
		s.node.MustPing("", addr)
		p.MustPing(addr, "10.6.0.2")
	}
	p.Inside(func() error {
		for _, link := range []string{"all", "eth0", "net1", "net2", "veth0"} {
			if err := wantSysctl("ipv4/conf/"+link+"/rp_filter", "1"); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
}

func TestC00024PolicyRoutesLieInTheTableOfTheNIC(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5), `,"policyRoutes":[{"dst":"192.0.2.0/24","gw":"10.6.0.9"}]`)
	if route := p.RouteTo("192.0.2.1"); !strings.Contains(route, "via 10.6.0.9 dev eth0") {
		t.Errorf("C00023: the only NIC: %s", route)
	}
	p.plug(net1(5))
	p.mustAdd(net1(5), `,"policyRoutes":[{"dst":"192.0.2.0/24","gw":"10.7.0.9"}]`)
	if routes := p.IP("route", "show", "table", "100"); !strings.Contains(routes, "192.0.2.0/24 via 10.7.0.9 dev net1") {
		t.Errorf("table 100: %s", routes)
	}
	if route := p.RouteTo("192.0.2.1"); !strings.Contains(route, "via 10.6.0.9 dev eth0") {
		t.Errorf("the main table: %s", route)
	}
	p.mustAdd(net1(5), `,"podDefaultRouteNIC":"net1"`)
	if route := p.RouteTo("192.0.2.1", "from", "10.6.1.5"); !strings.Contains(route, "via 10.6.0.9 dev eth0") {
		t.Errorf("eth0's own table, once it has one: %s", route)
	}
}

// A Service with externalTrafficPolicy Local sends the packets of a client far away through the node into the pod with
// the client's address. The answer has to go back the same way, though the pod's default route leads elsewhere.
func TestC00013RepliesGoBackThroughTheNodeThatTheQuestionCameFrom(t *testing.T) {
	s := newSite(t).inSubnet()
	s.node.Sysctl("ipv4/ip_forward", "1")
	s.lan2.Give("eth0", "10.8.0.1/24")
	s.node.Give("uplink2", "10.8.0.2/24")
	s.lan2.IP("route", "add", "10.6.1.5/32", "via", "10.8.0.2")
	s.node.IP("route", "add", far+"/32", "via", "10.8.0.1")
	s.lan1.IP("addr", "del", far+"/32", "dev", "lo")
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	before := p.Sent("eth0")
	if err := exchange(p.Space, s.lan2, "10.6.1.5:17041"); err != nil {
		t.Fatalf("%v\n%s", err, p.State())
	}
	if p.Sent("eth0") > before {
		t.Error("the answer left through eth0")
	}
	s.lan2.MustPing(far, "10.6.1.5")
}

// exchange says a word over TCP from the far client to a server in a pod.
func exchange(server, client *testlab.Space, at string) error {
	var listener net.Listener
	server.Inside(func() (err error) { listener, err = net.Listen("tcp", at); return err })
	defer listener.Close()
	go func() {
		if c, err := listener.Accept(); err == nil {
			fmt.Fprint(c, "hello")
			c.Close()
		}
	}()
	return probe.Inside(client.Path(), func() error {
		dialer := net.Dialer{Timeout: 2 * time.Second, LocalAddr: &net.TCPAddr{IP: net.ParseIP(far)}}
		c, err := dialer.Dial("tcp", at)
		if err != nil {
			return err
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(2 * time.Second))
		word := make([]byte, 5)
		if _, err := c.Read(word); err != nil || string(word) != "hello" {
			return fmt.Errorf("heard %q: %w", word, err)
		}
		return nil
	})
}
