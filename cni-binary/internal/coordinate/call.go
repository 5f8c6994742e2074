// Package coordinate joins a pod's NICs with its node: routes from the node to the pod and back, a routing table for each
// of several NICs, and the cluster's settings for NICs. It plans from a view of both namespaces and then changes them.
package coordinate

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"slices"
	"strings"

	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/probe"
	"gridpool.io/cni/internal/space"
)

const (
	// podVeth is the pod's end of the pair of the underlay mode.
	podVeth = "veth0"
	// vethNameMax is how much of the container id goes into the name of the node's end; a name has 15 characters.
	vethNameMax = 11
	// mainTable is where the kernel and other plugins put routes.
	mainTable = 254
	// hostRulePriority is that of the rule on the node which leads into the table of routes to pods.
	hostRulePriority = 1000
)

// Call is one call of a runtime for one NIC.
type Call struct {
	Container, Netns, NIC string
	// Addresses of the NIC as the plugin before this one gave them; empty: those that the NIC has.
	Addresses []netip.Prefix
	// Gateways of the NIC, at most one per family.
	Gateways []netip.Addr
}

// HostVeth is the name of the node's end of a pod's pair.
func HostVeth(container string) string {
	return "veth" + container[:min(len(container), vethNameMax)]
}

// owner marks the routes that belong to a container by their metric, so that a late DEL of an old container does not take
// the route of the new one that got its address.
func owner(container string) int {
	sum := sha256.Sum256([]byte(container))
	return int(binary.BigEndian.Uint32(sum[:])&0x3fffffff) + 2000
}

// macOf is the hardware address of one end of a pair. It is set, not left to the kernel: some nodes change addresses that
// the kernel chose moments later, and the static neighbours would be wrong.
func macOf(container, end string) net.HardwareAddr {
	sum := sha256.Sum256([]byte(container + "/" + end))
	return append(net.HardwareAddr{0x02}, sum[:5]...)
}

// scene is what a plan is made from.
type scene struct {
	Call
	settings  *Settings
	node, pod *side
	nic       space.Link
	nics      []space.Link
	path      path
	changes   []change.Change
}

// Source yields the settings. It is asked once, after node and pod were read: the agent answers meanwhile.
type Source func() (*Settings, error)

// look reads node and pod and does something with what it saw, in the pod's namespace, unless the plugin is off.
func look(call Call, source Source, do func(*scene) error) error {
	s := &scene{Call: call}
	node, err := space.Node()
	if err != nil {
		return err
	}
	defer node.Close()
	return space.Inside(call.Netns, func(pod *space.Space) error {
		s.node, s.pod = &side{Space: node, plan: &s.changes}, &side{Space: pod, plan: &s.changes}
		for _, each := range []*side{s.node, s.pod} {
			if each.view, err = each.Look(); err != nil {
				return err
			}
		}
		if s.settings, err = source(); err != nil || s.settings.Mode == Disabled {
			return err
		}
		return do(s)
	})
}

// find fills in what the scene says of the NIC and of the others of the pod, also when it says that the NIC is not there.
func (s *scene) find() error {
	nic, found := s.pod.view.Link(s.NIC)
	nic.Name = s.NIC
	s.nic = nic
	if len(s.Addresses) == 0 {
		for _, each := range nic.Addresses {
			if given(each) {
				s.Addresses = append(s.Addresses, each.Prefix)
			}
		}
	}
	for _, link := range s.pod.view.Links {
		if link.Name == s.NIC || link.Name != podVeth && slices.ContainsFunc(link.Addresses, given) {
			s.nics = append(s.nics, link)
		}
	}
	if !found {
		return fmt.Errorf("the pod has no NIC %s", s.NIC)
	}
	return nil
}

// given says whether a plugin gave a pod's NIC the address. What a router announced to the pod (SLAAC) is nobody's.
func given(a space.Address) bool {
	return a.Global && !(a.Dynamic && a.Prefix.Addr().Is6())
}

// Add makes the changes that a NIC needs, all or none of them. It returns the NIC's hardware address; empty when the
// plugin is off.
func Add(call Call, source Source) (mac string, err error) {
	announced := false
	err = look(call, source, func(s *scene) error {
		if err := s.plan(); err != nil {
			return err
		}
		mac, announced, call.Addresses = s.nic.MAC, len(s.settings.MACPrefix) > 0, s.Addresses
		return change.Apply(s.changes)
	})
	if err == nil && announced {
		announce(call)
	}
	return mac, err
}

// Check says what is missing of what Add made.
func Check(call Call, source Source) error {
	return look(call, source, func(s *scene) error {
		if err := s.plan(); err != nil {
			return err
		}
		if missing := change.Missing(s.changes); len(missing) > 0 {
			return errors.New("missing: " + strings.Join(missing, "; "))
		}
		return nil
	})
}

// announce tells the neighbours the NIC's new hardware address. It fails without harm: they ask when their entry is old.
func announce(call Call) {
	plan := probe.Plan{Netns: call.Netns, IfName: call.NIC}
	for _, each := range call.Addresses {
		plan.Addresses = append(plan.Addresses, probe.Address{Addr: each.Addr()})
	}
	_ = probe.Run(plan)
}

// plan lists the changes in the order in which they are safe.
func (s *scene) plan() error {
	if err := s.find(); err != nil {
		return err
	}
	for _, part := range []func() error{s.tune, s.connect, s.filter, s.clean, s.nodeSide, s.podSide, s.policy, s.replies} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// gone says whether the error means that the pod's namespace is no more.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist)
}

func host(a netip.Addr) netip.Prefix {
	return netip.PrefixFrom(a, a.BitLen())
}
