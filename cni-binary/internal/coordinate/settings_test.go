package coordinate

import (
	"errors"
	"strings"
	"testing"

	"github.com/containernetworking/cni/pkg/types"

	"gridpool.io/cni/internal/wire"
)

func merge(t *testing.T, text string, cluster *wire.Settings) *Settings {
	t.Helper()
	c, err := ParseConfig([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Merge(c, cluster)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestV00007ThePodIsAboveTheConfigurationAndThatAboveTheCluster(t *testing.T) {
	cluster := func() *wire.Settings {
		zero := int32(0)
		return &wire.Settings{
			Mode: "underlay", HijackCIDRs: []string{"10.1.0.0/16"}, PodMACPrefix: "0a:1b", TunePodRoutes: true, PodDefaultRouteNIC: "eth0",
			HostRuleTable: 600, PodRPFilter: &zero, TxQueueLength: 5, VethLinkAddress: "169.254.1.1", VethMTU: 1400,
			PolicyRoutes: []wire.Route{{Destination: "10.9.0.0/16", Gateway: "10.0.0.1"}},
		}
	}
	s := merge(t, `{}`, cluster())
	if s.Mode != Underlay || len(s.Hijack) != 1 || s.MACPrefix[0] != 0x0a || !s.TunePodRoutes || s.DefaultNIC != "eth0" || s.HostTable != 600 ||
		s.RPFilter != 0 || s.TxQueueLen != 5 || s.VethAddress.String() != "169.254.1.1" || s.VethMTU != 1400 || len(s.Policy) != 1 {
		t.Errorf("of the cluster: %+v", s)
	}
	own := `{"mode":"overlay","hijackCIDR":["10.2.0.9","10.2.0.9/32"],"podMACPrefix":"0c:0d","tunePodRoutes":false,"podDefaultRouteNic":"net1",
		"hostRuleTable":700,"podRPFilter":2,"txQueueLen":6,"vethLinkAddress":"169.254.2.2","vethMTU":1300,"policyRoutes":[],"podCIDRType":"x"}`
	s = merge(t, own, cluster())
	if s.Mode != Overlay || len(s.Hijack) != 1 || s.Hijack[0].String() != "10.2.0.9/32" || s.MACPrefix[0] != 0x0c || s.TunePodRoutes ||
		s.DefaultNIC != "net1" || s.HostTable != 700 || s.RPFilter != 2 || s.TxQueueLen != 6 || s.VethAddress.String() != "169.254.2.2" ||
		s.VethMTU != 1300 || len(s.Policy) != 0 {
		t.Errorf("of the configuration: %+v", s)
	}
	annotated := cluster()
	annotated.PodAnnotatedDefaultRouteNIC = "net2"
	if s = merge(t, own, annotated); s.DefaultNIC != "net2" {
		t.Errorf("of the pod: %q", s.DefaultNIC)
	}
}

func TestPeerDefectPodRPFilterAndTunePodRoutesDoNotDependOnOtherKeys(t *testing.T) {
	// Spiderpool copied podRPFilter only beside podCIDRType, and took a coordinator without tunePodRoutes for "false".
	s := merge(t, `{"podRPFilter":1,"mode":"underlay"}`, &wire.Settings{TunePodRoutes: true})
	if s.RPFilter != 1 || !s.TunePodRoutes {
		t.Errorf("%+v", s)
	}
}

func TestPeerDefectBothSpellingsOfTheDefaultRouteNIC(t *testing.T) {
	for _, key := range []string{"podDefaultRouteNic", "podDefaultRouteNIC"} {
		if s := merge(t, `{"`+key+`":"net1"}`, &wire.Settings{}); s.DefaultNIC != "net1" {
			t.Errorf("%s: %q", key, s.DefaultNIC)
		}
	}
}

func TestWhatNobodySaidHasADefault(t *testing.T) {
	s := merge(t, `{"mode":null,"podDefaultRouteNIC":""}`, &wire.Settings{})
	if s.Mode != Auto || s.HostTable != 500 || s.RPFilter != -1 || s.DefaultNIC != "" || s.VethMTU != 0 {
		t.Errorf("%+v", s)
	}
}

func TestAWrongValueIsNamedWithItsKey(t *testing.T) {
	for text, wants := range map[string]string{
		`{"mode":"both"}`: `"mode"|"both"`, `{"hijackCIDR":["x"]}`: `"hijackCIDR"|"x"`, `{"hijackCIDR":"10.0.0.0/8"}`: `"hijackCIDR"`,
		`{"vethLinkAddress":"10.0.0.1"}`: `"vethLinkAddress"|"10.0.0.1"`, `{"vethMTU":1}`: `"vethMTU"|1`, `{"podRPFilter":3}`: `"podRPFilter"|3`,
		`{"txQueueLen":-1}`: `"txQueueLen"|-1`, `{"hostRuleTable":254}`: `254`, `{"hostRuleTable":-4}`: `"hostRuleTable"|-4`,
		`{"podMACPrefix":"01:00"}`: `"podMACPrefix"|"01:00"`, `{"tunePodRoutes":"yes"}`: `"tunePodRoutes"|"yes"`,
		`{"policyRoutes":[{"dst":"10.0.0.0/8","gw":"fd00::1"}]}`: `"policyRoutes"|"fd00::1"`, `{"ipam_unix_socket_path":"s"}`: `"ipam_unix_socket_path"|"s"`,
		`{"serviceCIDR":["::ffff:10.0.0.1"]}`: `"serviceCIDR"`, `[]`: "must be a JSON object", `null`: "must be a JSON object", `{`: "not JSON",
	} {
		c, err := ParseConfig([]byte(text))
		if err == nil {
			_, err = Merge(c, &wire.Settings{})
		}
		for _, want := range strings.Split(wants, "|") {
			if err == nil || !strings.Contains(err.Error(), strings.TrimSpace(want)) {
				t.Errorf("%s: %v, want %s", text, err, want)
			}
		}
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte(`{"cniVersion":"1.0.0","name":"n","mode":"auto","hijackCIDR":["169.254.0.0/16"],"policyRoutes":[{"dst":"10.0.0.0/8","gw":"10.0.0.1"}]}`))
	f.Add([]byte(`{"podDefaultRouteNic":"net1","podDefaultRouteNIC":"net2","vethMTU":1500,"podMACPrefix":"0a:1b","txQueueLen":1e3}`))
	f.Add([]byte(`{"mode":"disable","hostRuleTable":2147483648,"vethLinkAddress":"169.254.1.1%a","overlayPodCIDR":["fd00::/64","::/0"]}`))
	f.Add([]byte(`[1]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseConfig(data)
		var s *Settings
		if err == nil {
			s, err = Merge(c, &wire.Settings{})
		}
		var fault *types.Error
		if err != nil && (!errors.As(err, &fault) || fault.Code != 6 && fault.Code != 7) {
			t.Errorf("not a fault of the input: %v", err)
		}
		if err != nil {
			return
		}
		if s.HostTable < 1 || s.RPFilter < -1 || s.RPFilter > 2 || len(s.Hijack) > entriesMax || s.VethMTU < 0 || c.Socket == "" {
			t.Errorf("%+v", s)
		}
		for _, prefix := range s.Hijack {
			if !prefix.IsValid() || prefix != prefix.Masked() {
				t.Errorf("%s", prefix)
			}
		}
	})
}
