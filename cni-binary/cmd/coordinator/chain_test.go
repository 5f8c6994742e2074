package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/containernetworking/cni/libcni"
	types100 "github.com/containernetworking/cni/pkg/types/100"
)

// pluginFolder is where the packages of the reference plugins put them; the launcher asks for these too.
const pluginFolder = "/usr/lib/cni"

// conflist is macvlan with host-local and the coordinator behind it, as a SpiderMultusConfig writes the chain.
func (s *site) conflist(t *testing.T, n nic, subnet, gateway, more string) *libcni.NetworkConfigList {
	t.Helper()
	text := fmt.Sprintf(`{"cniVersion":"1.0.0","name":"chain-%s","plugins":[
		{"type":"macvlan","master":%q,"mode":"bridge","ipam":{"type":"host-local","dataDir":%q,"ranges":[[{"subnet":%q,"rangeStart":%q,"gateway":%q}]],"routes":[{"dst":"0.0.0.0/0"}]}},
		{"type":"coordinator","ipam_unix_socket_path":%q%s}]}`,
		n.name, n.link, t.TempDir(), subnet, strings.Replace(gateway, ".0.1", ".3.1", 1), gateway, s.socket, more)
	list, err := libcni.ConfListFromBytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTheChainOfTheRealMacvlanPluginRunsFromAddToDel(t *testing.T) {
	s := newSite(t).inSubnet()
	s.settings.PodMacPrefix = "0a:1b"
	p := s.pod("a1")
	if _, err := os.Stat(filepath.Join(pluginFolder, "macvlan")); err != nil {
		t.Fatalf("the package containernetworking-plugins is needed: %v", err)
	}
	runtime := libcni.NewCNIConfigWithCacheDir([]string{pluginFolder, filepath.Dir(binary)}, t.TempDir(), nil)
	before, nodeBefore := p.State(), s.node.State()
	first := s.conflist(t, eth0(0), "10.6.0.0/16", "10.6.0.1", "")
	second := s.conflist(t, net1(0), "10.7.0.0/16", "10.7.0.1", `,"podDefaultRouteNic":"net1"`)
	call := func(name string) *libcni.RuntimeConf {
		return &libcni.RuntimeConf{ContainerID: p.container, NetNS: p.Path(), IfName: name, Args: [][2]string{
			{"IgnoreUnknown", "1"}, {"K8S_POD_NAMESPACE", "default"}, {"K8S_POD_NAME", "web-0"}}}
	}
	ctx := context.Background()
	s.node.Inside(func() error {
		result, err := runtime.AddNetworkList(ctx, first, call("eth0"))
		if err != nil {
			return err
		}
		got, err := types100.GetResult(result)
		if err != nil || len(got.Interfaces) != 1 || got.Interfaces[0].Mac != "0a:1b:0a:06:03:01" || len(got.IPs) != 1 {
			t.Errorf("%+v: %v", got, err)
		}
		if _, err := runtime.AddNetworkList(ctx, second, call("net1")); err != nil {
			return err
		}
		return runtime.CheckNetworkList(ctx, second, call("net1"))
	})
	s.node.MustPing("", "10.6.3.1")
	s.node.MustPing("", "10.7.3.1")
	p.MustPing("", "10.6.0.2")
	p.MustPing("", far)
	if route := p.RouteTo("8.8.8.8"); !strings.Contains(route, "via 10.7.0.1 dev net1") {
		t.Errorf("%s", route)
	}
	s.node.Inside(func() error {
		if err := runtime.DelNetworkList(ctx, second, call("net1")); err != nil {
			return err
		}
		return runtime.DelNetworkList(ctx, first, call("eth0"))
	})
	if after := p.State(); after != before {
		t.Errorf("the pod:\n%s\nbefore:\n%s", after, before)
	}
	nodeBefore = strings.TrimSpace("1000:\tfrom all lookup 500\n" + nodeBefore)
	if after := s.node.State(); len(after) != len(nodeBefore) {
		t.Errorf("the node:\n%s\nbefore:\n%s", after, nodeBefore)
	}
}
