package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

func wantSysctl(key, want string) error {
	value, err := os.ReadFile("/proc/sys/net/" + key)
	if err != nil || strings.TrimSpace(string(value)) != want {
		return fmt.Errorf("%s is %s, want %s (%v)", key, value, want, err)
	}
	return nil
}

func TestC00008TheMACAddressIsPrefixAndAddressAndNeighboursLearnIt(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodMacPrefix = "0a:1b"
	p := s.pod("a1")
	p.plug(eth0(5))
	s.lan1.MustPing("", "10.6.1.5") // the router knows the old address now
	o := p.add(eth0(5))
	var result struct {
		Interfaces []struct{ Name, Mac string }
	}
	if err := json.Unmarshal([]byte(o.stdout), &result); err != nil || len(result.Interfaces) != 1 || result.Interfaces[0].Mac != "0a:1b:0a:06:01:05" {
		t.Errorf("result: %s", o.stdout)
	}
	if link := p.IP("link", "show", "eth0"); !strings.Contains(link, "0a:1b:0a:06:01:05") {
		t.Errorf("%s", link)
	}
	s.lan1.MustPing("", "10.6.1.5")
	if known := s.lan1.IP("neigh", "show", "10.6.1.5"); !strings.Contains(known, "0a:1b:0a:06:01:05") {
		t.Errorf("the router knows %s", known)
	}
	six := s.pod("b2")
	n := nic{"eth0", "uplink1", []string{"fd06::1:c/64"}, []string{"fd06::1"}}
	six.plug(n)
	six.mustAdd(n)
	if link := six.IP("link", "show", "eth0"); !strings.Contains(link, "0a:1b:00:01:00:0c") {
		t.Errorf("IPv6 only: %s", link)
	}
}

func TestC00022AnInvalidMACPrefixIsRefused(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	for _, prefix := range []string{"01:00", "0a", "0a:1b:2c", "zz:00", "0a1b"} {
		p.add(eth0(5), `,"podMACPrefix":"`+prefix+`"`).mustFail(t, 7, "podMACPrefix", prefix)
	}
}

func TestC00023ThePairHasMTUAndAddressAskedFor(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.VethMtu, s.settings.VethLinkAddress, s.settings.TxQueueLength = 1420, "169.254.100.1", 777
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	if link := p.IP("link", "show", "veth0"); !strings.Contains(link, "mtu 1420") {
		t.Errorf("%s", link)
	}
	if links := s.node.IP("link"); !strings.Contains(links, "mtu 1420") {
		t.Errorf("the node's end: %s", links)
	}
	if addr := p.IP("addr", "show", "veth0"); !strings.Contains(addr, "inet 169.254.100.1/32 scope link") {
		t.Errorf("%s", addr)
	}
	if link := p.IP("link", "show", "eth0"); !strings.Contains(link, "qlen 777") {
		t.Errorf("%s", link)
	}
	p.MustPing("", "10.6.0.2")
	if route := p.RouteTo("10.6.0.2"); !strings.Contains(route, "src 10.6.1.5") {
		t.Errorf("the link's address became a source: %s", route)
	}
	for _, mtu := range []string{"-1", "67", "70000"} {
		p.add(eth0(5), `,"vethMTU":`+mtu).mustFail(t, 7, "vethMTU", mtu)
	}
}

func TestAPodMayKeepItsReversePathFilter(t *testing.T) {
	s := newSite(t).inSubnet()
	leave := int32(-1)
	s.settings.PodRpFilter = &leave
	p := s.pod("a1")
	p.Sysctl("ipv4/conf/all/rp_filter", "2")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	p.Inside(func() error { return wantSysctl("ipv4/conf/all/rp_filter", "2") })
	p.mustAdd(eth0(5), `,"podRPFilter":0`)
	p.Inside(func() error { return wantSysctl("ipv4/conf/all/rp_filter", "0") })
}

func TestEveryCNIVersionGetsItsOwnResult(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	for _, version := range []string{"0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"} {
		o := p.call(binary, "ADD", p.config(eth0(5), version, ""), eth0(5))
		var result struct {
			CNIVersion string
			IPs        []struct{ Address string }
		}
		if err := json.Unmarshal([]byte(o.stdout), &result); err != nil || result.CNIVersion != version || len(result.IPs) != 2 {
			t.Errorf("%s: exit %d, %s", version, o.exit, o.stdout)
		}
	}
	p.call(binary, "ADD", `{"cniVersion":"1.0.0","name":"n"}`, eth0(5)).mustFail(t, 7, "prevResult")
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.plug(eth0(5))
	p.mustAdd(eth0(5))
	for _, each := range []struct {
		broken func()
		want   string
	}{
		{func() { s.node.IP("route", "flush", "table", "500") }, "10.6.1.5/32 dev veth"},
		{func() { p.IP("route", "del", "10.96.0.0/12") }, "10.96.0.0/12"},
		{func() { p.IP("link", "set", "veth0", "down") }, "veth0 up"},
		{func() { p.IP("link", "del", "veth0") }, "the pair veth"},
	} {
		each.broken()
		p.check(eth0(5)).mustFail(t, 999, "NIC eth0", "10.6.1.5", "missing", each.want)
		p.mustAdd(eth0(5))
	}
	s.node.Give("uplink1", "10.6.0.77/16")
	if o := p.check(eth0(5)); o.exit != 0 {
		t.Errorf("a new address of the node is no fault of the pod: %s", o.stdout)
	}
}

func TestV00008ASpiderCoordinatorThatIsNotReadyIsTryAgainLater(t *testing.T) {
	s := newSite(t).inSubnet()
	s.unready = "spidercoordinator: default no ready"
	p := s.pod("a1")
	p.plug(eth0(5))
	p.add(eth0(5)).mustFail(t, 11, "spidercoordinator: default no ready")
	s.socket = "/run/gpc-none.sock"
	p.add(eth0(5)).mustFail(t, 11, "unhealthy spiderpool-agent backend")
	p.call(binary, "STATUS", p.config(eth0(5), "1.1.0", ""), eth0(5)).mustFail(t, 50, "no agent")
	p.mustDel(eth0(5))
}

func TestPeerDefectASlaacAddressIsNotTakenForThePods(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	for _, n := range []nic{eth0(5), net1(5)} {
		p.plug(n)
		prefix, _, _ := strings.Cut(n.addresses[1], "::")
		p.IP("addr", "add", prefix+"::aaaa/64", "dev", n.name, "valid_lft", "1000", "preferred_lft", "1000", "nodad")
		p.mustAdd(n)
	}
	if state := s.node.State() + p.IP("-6", "rule"); strings.Contains(state, "::aaaa") {
		t.Errorf("%s", state)
	}
	if route := p.RouteTo("fd96::1"); !strings.Contains(route, "src fd06::1:5") {
		t.Errorf("a Service: %s", route)
	}
	s.node.MustPing("", "fd06::1:5")
}

func TestPodsThatStartAtOnceDoNotDisturbEachOther(t *testing.T) {
	s := newSite(t).inSubnet()
	var pods []*pod
	for i := range 8 {
		p := s.pod("p" + string(rune('a'+i)))
		p.container = string(rune('a'+i)) + p.container
		p.plug(eth0(20 + i))
		pods = append(pods, p)
	}
	ends := make(chan string, len(pods))
	for i, p := range pods {
		go func() { ends <- p.add(eth0(20 + i)).stdout }()
	}
	for range pods {
		if said := <-ends; strings.Contains(said, `"code"`) {
			t.Error(said)
		}
	}
	for i, p := range pods {
		s.node.MustPing("", fmt.Sprintf("10.6.1.%d", 20+i))
		p.MustPing("", "10.6.0.2")
	}
}

func TestAnErrorNamesNICStepAndAddress(t *testing.T) {
	s := newSite(t).inSubnet()
	p := s.pod("a1")
	p.add(eth0(5)).mustFail(t, 999, "NIC eth0", "10.6.1.5/16", "the pod has no NIC eth0")
	p.plug(eth0(5))
	p.add(eth0(5), `,"mode":"overlay"`).mustFail(t, 999, "mode overlay: eth0 is the pod's first NIC")
}
