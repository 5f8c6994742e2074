package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gridpool.io/cni/internal/coordinatorpb"
	"gridpool.io/cni/internal/testagent"
	"gridpool.io/cni/internal/testlab"
)

// The compiled plugin, as it is shipped and with fault points: tests run it as a runtime does.
var binary, faulty string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "coordinator")
	if err != nil {
		panic(err)
	}
	binary, faulty = filepath.Join(dir, "coordinator"), filepath.Join(dir, "faulty")
	for out, tags := range map[string]string{binary: "", faulty: "faultpoint"} {
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-tags", tags, "-o", out, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// site is a node on two links, each with a router, and an agent.
//
//	lan1 10.6.0.1/16 fd06::1 ── uplink1 ┐
//	                                    node 10.6.0.2 (or elsewhere)
//	lan2 10.7.0.1/16 fd07::1 ── uplink2 ┘
type site struct {
	t          testing.TB
	node       *testlab.Space
	lan1, lan2 *testlab.Space
	socket     string
	settings   *coordinatorpb.Settings
	unready    string
}

// far is the address of a client behind the first router, where the node has no route of its own to.
const far = "198.51.100.1"

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{t: t, node: testlab.New(t, "node"), lan1: testlab.New(t, "lan1"), lan2: testlab.New(t, "lan2")}
	testlab.Cable(s.lan1, "eth0", s.node, "uplink1")
	testlab.Cable(s.lan2, "eth0", s.node, "uplink2")
	s.lan1.Give("eth0", "10.6.0.1/16", "fd06::1/64")
	s.lan2.Give("eth0", "10.7.0.1/16", "fd07::1/64")
	for _, lan := range []*testlab.Space{s.lan1, s.lan2} {
		lan.Give("lo", far+"/32")
	}
	s.settings = &coordinatorpb.Settings{
		Mode: "auto", TunePodRoutes: true, HijackCidrs: []string{"169.254.0.0/16"}, ServiceCidrs: []string{"10.96.0.0/12", "fd96::/108"},
		OverlayPodCidrs: []string{"10.244.0.0/16"},
	}
	filter := int32(0)
	s.settings.PodRpFilter = &filter
	s.socket = filepath.Join(t.TempDir(), "agent.sock")
	agent := &testagent.Agent{OnConfigure: func(*coordinatorpb.ConfigureRequest) (*coordinatorpb.ConfigureReply, error) {
		return &coordinatorpb.ConfigureReply{Settings: s.settings, Unready: s.unready}, nil
	}}
	stop, err := agent.Serve(s.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return s
}

// inSubnet gives the node addresses in the pods' first subnet, as is usual.
func (s *site) inSubnet() *site {
	s.node.Give("uplink1", "10.6.0.2/16", "fd06::2/64")
	s.node.IP("route", "add", "default", "via", "10.6.0.1")
	return s
}

// pod is one pod's namespace. Container ids are long, as a runtime's are.
type pod struct {
	*testlab.Space
	site      *site
	container string
}

func (s *site) pod(name string) *pod {
	s.t.Helper()
	return &pod{testlab.New(s.t, name), s, fmt.Sprintf("%s%060d", name[:1], len(name)*7+int(name[len(name)-1]))}
}

// nic is an interface as a main plugin leaves it.
type nic struct {
	name, link string
	addresses  []string
	gateways   []string
}

func eth0(n int) nic {
	return nic{"eth0", "uplink1", []string{fmt.Sprintf("10.6.1.%d/16", n), fmt.Sprintf("fd06::1:%d/64", n)}, []string{"10.6.0.1", "fd06::1"}}
}

func net1(n int) nic {
	return nic{"net1", "uplink2", []string{fmt.Sprintf("10.7.1.%d/16", n), fmt.Sprintf("fd07::1:%d/64", n)}, []string{"10.7.0.1", "fd07::1"}}
}

// plug makes a macvlan NIC with addresses and default routes, in front of those of other NICs as the macvlan plugin does.
func (p *pod) plug(n nic) {
	p.T.Helper()
	p.site.node.IP("link", "add", "link", n.link, "name", "gpc-new", "type", "macvlan", "mode", "bridge")
	p.site.node.IP("link", "set", "gpc-new", "netns", p.Name)
	p.IP("link", "set", "gpc-new", "name", n.name)
	p.IP("link", "set", n.name, "up")
	p.Give(n.name, n.addresses...)
	for _, gateway := range n.gateways {
		verb := "prepend"
		if strings.Contains(gateway, ":") {
			verb = "append"
		}
		p.IP("route", verb, "default", "via", gateway, "dev", n.name)
	}
}

// config is the plugin's configuration behind the main plugin of a NIC; more is JSON that joins it.
func (p *pod) config(n nic, cniVersion, more string) string {
	type object map[string]any
	ips := []object{}
	for i, each := range n.addresses {
		ip := object{"address": each, "interface": 0}
		if strings.HasPrefix(cniVersion, "0.") {
			ip["version"] = "4"
			if netip.MustParsePrefix(each).Addr().Is6() {
				ip["version"] = "6"
			}
		}
		if i < len(n.gateways) {
			ip["gateway"] = n.gateways[i]
		}
		ips = append(ips, ip)
	}
	previous, err := json.Marshal(object{
		"cniVersion": cniVersion, "ips": ips, "dns": object{},
		"interfaces": []object{{"name": n.name, "mac": "00:00:00:00:00:01", "sandbox": p.Path()}},
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return fmt.Sprintf(`{"cniVersion":%q,"name":"net","type":"coordinator","ipam_unix_socket_path":%q,"prevResult":%s%s}`,
		cniVersion, p.site.socket, previous, more)
}

// outcome is what a runtime sees of a call.
type outcome struct {
	exit   int
	stdout string
	cpu    time.Duration
}

// call runs the plugin on the pod's node.
func (p *pod) call(program, verb, config string, n nic, variables ...string) outcome {
	p.T.Helper()
	run := exec.Command(program)
	run.Stdin = strings.NewReader(config)
	run.Env = append([]string{
		"CNI_COMMAND=" + verb, "CNI_CONTAINERID=" + p.container, "CNI_NETNS=" + p.Path(), "CNI_IFNAME=" + n.name, "CNI_PATH=/none",
		"CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web-0",
	}, variables...)
	var out bytes.Buffer
	run.Stdout, run.Stderr = &out, os.Stderr
	p.site.node.Inside(func() error { _ = run.Run(); return nil })
	ended := run.ProcessState
	return outcome{ended.ExitCode(), out.String(), ended.UserTime() + ended.SystemTime()}
}

func (p *pod) add(n nic, more ...string) outcome {
	return p.call(binary, "ADD", p.config(n, "1.1.0", strings.Join(more, "")), n)
}

func (p *pod) mustAdd(n nic, more ...string) {
	p.T.Helper()
	if o := p.add(n, more...); o.exit != 0 {
		p.T.Fatalf("ADD of %s: %s", n.name, o.stdout)
	}
}

func (p *pod) del(n nic) outcome {
	return p.call(binary, "DEL", p.config(n, "1.1.0", ""), n)
}

func (p *pod) mustDel(n nic) {
	p.T.Helper()
	if o := p.del(n); o.exit != 0 || o.stdout != "" {
		p.T.Fatalf("DEL of %s: %s", n.name, o.stdout)
	}
}

func (p *pod) check(n nic, more ...string) outcome {
	return p.call(binary, "CHECK", p.config(n, "1.1.0", strings.Join(more, "")), n)
}

// mustFail checks code and texts of an error.
func (o outcome) mustFail(t testing.TB, code int, texts ...string) {
	t.Helper()
	var fault struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
	}
	if err := json.Unmarshal([]byte(o.stdout), &fault); err != nil || o.exit != 1 {
		t.Fatalf("exit %d and %q, not an error: %v", o.exit, o.stdout, err)
	}
	if fault.Code != code {
		t.Errorf("code %d, want %d: %s", fault.Code, code, fault.Msg)
	}
	for _, text := range texts {
		if !strings.Contains(fault.Msg, text) {
			t.Errorf("message %q lacks %q", fault.Msg, text)
		}
	}
}
