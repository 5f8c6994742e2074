package ifacer

import (
	"errors"
	"strings"
	"testing"

	"github.com/containernetworking/cni/pkg/types"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/space"
	"gridpool.io/cni/internal/testlab"
)

// uplinks is a node with two links that are down.
func uplinks(t *testing.T) *testlab.Space {
	t.Helper()
	node, far := testlab.New(t, "node"), testlab.New(t, "far")
	for _, name := range []string{"up1", "up2"} {
		testlab.Cable(node, name, far, name)
		node.IP("link", "set", name, "down")
	}
	return node
}

func config(t *testing.T, text string) *Config {
	t.Helper()
	c, err := ParseConfig([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// has asks this kernel for a kind of links.
func has(t *testing.T, node *testlab.Space, kind string) bool {
	t.Helper()
	supported := false
	node.Inside(func() error {
		attributes := netlink.NewLinkAttrs()
		attributes.Name = "gpc-probe"
		var link netlink.Link = netlink.NewLinkBond(attributes)
		if kind == "vlan" {
			attributes.ParentIndex = 1
			link = &netlink.Vlan{LinkAttrs: attributes, VlanId: 7}
		}
		err := netlink.LinkAdd(link)
		supported = !errors.Is(err, unix.EOPNOTSUPP)
		if err == nil {
			return netlink.LinkDel(link)
		}
		return nil
	})
	if !supported {
		t.Logf("this kernel has no links of kind %s: the logic runs on another kind", kind)
	}
	return supported
}

// onOtherKinds lets the code run where a kernel has neither VLANs nor bonds: a macvlan lies on its parent as a VLAN does,
// a bridge has links under it as a bond does.
func onOtherKinds(t *testing.T) {
	vlan, bond := newVLAN, newBond
	newVLAN = func(attributes netlink.LinkAttrs, _ int) netlink.Link {
		return &netlink.Macvlan{LinkAttrs: attributes, Mode: netlink.MACVLAN_MODE_BRIDGE}
	}
	newBond = func(link *netlink.Bond) netlink.Link { return &netlink.Bridge{LinkAttrs: link.LinkAttrs} }
	bondKind = "bridge"
	t.Cleanup(func() { newVLAN, newBond, bondKind = vlan, bond, "bond" })
}

func TestN00001N00005AVlanIsMadeAndItsMasterSetUp(t *testing.T) {
	node := uplinks(t)
	c := config(t, `{"interfaces":["up1"],"vlanID":50}`)
	if !has(t, node, "vlan") {
		node.Inside(func() error {
			if err := Make(c); !errors.Is(err, unix.EOPNOTSUPP) || !strings.Contains(err.Error(), "adding up1.50 on up1") {
				t.Errorf("%v", err)
			}
			return nil
		})
		if links := node.IP("link", "show", "up1"); strings.Contains(links, "state UP") {
			t.Errorf("not taken back: %s", links)
		}
		onOtherKinds(t)
	}
	node.Inside(func() error { return Make(c) })
	for _, name := range []string{"up1", "up1.50"} {
		if link := node.IP("link", "show", name); !strings.Contains(link, ",UP") {
			t.Errorf("not up: %s", link)
		}
	}
}

func TestN00002ToN00004AVlanThatIsThere(t *testing.T) {
	parent := space.Link{Name: "up1", Kind: "veth", Index: 2, Up: true}
	other := space.Link{Name: "up2", Kind: "veth", Index: 5, Up: true}
	vlan := space.Link{Name: "up1.50", Kind: "vlan", Index: 3, Parent: 2, VLAN: 50, Up: true}
	down, elsewhere, foreign, wrong := vlan, vlan, vlan, vlan
	down.Up = false
	elsewhere.Parent = 5
	foreign.Name = "data"
	wrong.VLAN = 51
	c := config(t, `{"interfaces":["up1"],"vlanID":50}`)
	for _, each := range []struct {
		link        space.Link
		plan, fault string
	}{
		{vlan, "", ""},
		{down, "up1.50 up", ""},
		{elsewhere, "", "does not lie on up1"},
		{foreign, "", "cannot have multiple different vlan interfaces with the same vlanId 50"},
		{wrong, "", "is no VLAN 50"},
		{space.Link{Name: "x", Index: 9}, "the VLAN up1.50; up1.50 up", ""},
	} {
		changes, err := plan(c, nil, &space.View{Links: []space.Link{parent, other, each.link}})
		if each.fault == "" && err != nil || each.fault != "" && (err == nil || !strings.Contains(err.Error(), each.fault)) {
			t.Errorf("%+v: %v, want %q", each.link, err, each.fault)
		}
		if got := strings.Join(change.Missing(changes), "; "); got != each.plan {
			t.Errorf("%+v: %q, want %q", each.link, got, each.plan)
		}
	}
}

func TestABondOfTwoCarriesAVlan(t *testing.T) {
	node := uplinks(t)
	node.IP("link", "set", "up2", "up")
	c := config(t, `{"interfaces":["up1","up2"],"vlanID":7,"bond":{"name":"b0","mode":1,"options":"miimon=100;fail_over_mac=active"}}`)
	bonds, vlans := has(t, node, "bond"), has(t, node, "vlan")
	before := node.IP("-br", "link")
	if !bonds {
		node.Inside(func() error {
			if err := Make(c); !errors.Is(err, unix.EOPNOTSUPP) || !strings.Contains(err.Error(), "adding bond b0") {
				t.Errorf("%v", err)
			}
			return nil
		})
	}
	if !bonds || !vlans {
		onOtherKinds(t)
	}
	if after := node.IP("-br", "link"); after != before {
		t.Errorf("not taken back:\n%s\nbefore:\n%s", after, before)
	}
	node.Inside(func() error { return Make(c) })
	if link := node.IP("link", "show", "b0.7"); !strings.Contains(link, ",UP") {
		t.Errorf("%s", link)
	}
	// The stand-in for a VLAN has no id, so what follows is about the bond alone.
	c.VLAN = 0
	node.Inside(func() error { return errors.Join(Make(c), Check(c)) })
	for _, name := range []string{"up1", "up2"} {
		if link := node.IP("link", "show", name); !strings.Contains(link, "master b0") || !strings.Contains(link, ",UP") {
			t.Errorf("%s", link)
		}
	}
	node.IP("link", "set", "up2", "nomaster")
	node.Inside(func() error {
		if err := Check(c); err == nil || !strings.Contains(err.Error(), "up2 under b0") {
			t.Errorf("%v", err)
		}
		return nil
	})
}

func TestALinkThatTheNodeUsesDoesNotGoUnderABond(t *testing.T) {
	node := uplinks(t)
	node.Give("up1", "10.9.0.1/24")
	c := config(t, `{"interfaces":["up1","up2"]}`)
	node.Inside(func() error {
		if err := Make(c); err == nil || !strings.Contains(err.Error(), "up1 cannot go under sp_bond0: the node uses its address 10.9.0.1/24") {
			t.Errorf("%v", err)
		}
		return nil
	})
}

func TestPodsThatStartAtOnceMakeOneLink(t *testing.T) {
	node := uplinks(t)
	onOtherKinds(t)
	c := config(t, `{"interfaces":["up1","up2"]}`)
	ends := make(chan error, 8)
	for range cap(ends) {
		go func() {
			var err error
			node.Inside(func() error { err = errors.Join(Make(c), Check(c)); return nil })
			ends <- err
		}()
	}
	for range cap(ends) {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
}

func TestAWrongConfigurationNamesKeyAndValue(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: `"interfaces"`, `{"interfaces":["a"]}`: `"vlanID"`, `{"interfaces":["a"],"vlanID":4095}`: "4095",
		`{"interfaces":["a","a"]}`: `"a"`, `{"interfaces":["a/b"],"vlanID":1}`: `"a/b"`, `{"interfaces":[1],"vlanID":1}`: "interfaces",
		`{"interfaces":["averylongname12"],"vlanID":50}`:                       "averylongname12.50",
		`{"interfaces":["a","b"],"bond":{"mode":7}}`:                           `"bond.mode"`,
		`{"interfaces":["a","b"],"bond":{"options":"miimon=x"}}`:               `"miimon=x"`,
		`{"interfaces":["a","b"],"bond":{"options":"lacp_rate=fast;nothing"}}`: `"nothing"`,
	} {
		if _, err := ParseConfig([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(`{"interfaces":["eth0","eth1"],"vlanID":5,"bond":{"name":"b","mode":4,"options":"lacp_rate=fast;miimon=1"}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseConfig(data)
		var fault *types.Error
		if err != nil && !errors.As(err, &fault) {
			t.Errorf("not a fault of the input: %v", err)
		}
		if err == nil && (len(c.link()) > nameMax || len(c.Interfaces) == 0) {
			t.Errorf("%+v", c)
		}
	})
}
