package coordinate

import (
	"fmt"
	"net/netip"
	"slices"

	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/space"
)

// Next hops of the pair where the node has no address of a family; the pair's neighbour entries know them.
var (
	fallback4 = netip.MustParseAddr("169.254.255.254")
	fallback6 = netip.MustParseAddr("fe80::ffff")
)

// defaultVethMTU is that of a pair for which nobody said one, in bytes.
const defaultVethMTU = 1500

// nodeAddressesMax bounds the addresses of a node: the pod has a route for each.
const nodeAddressesMax = 1024

// path is how packets go between the pod and its node.
type path struct {
	// own says that the pair is this plugin's (underlay); else it is that of the pod's first NIC (overlay).
	own                bool
	podDev, nodeDev    string
	podMAC, nodeMAC    string
	gateway4, gateway6 netip.Addr
	nodeAddresses      []netip.Addr
}

func (p *path) gateway(v4 bool) netip.Addr {
	if v4 {
		return p.gateway4
	}
	return p.gateway6
}

// connect decides the mode and asks for the pair.
func (s *scene) connect() error {
	if len(s.Addresses) == 0 {
		return nil
	}
	if err := s.findNode(); err != nil {
		return err
	}
	mode := s.settings.Mode
	overlay, err := s.overlay()
	if mode == Auto {
		mode = Underlay
		if _, has := s.pod.view.Link(podVeth); !has && err == nil {
			mode = Overlay
		}
	}
	if mode == Underlay {
		return s.underlay()
	}
	if err == nil {
		overlay.nodeAddresses = s.path.nodeAddresses
		s.path = overlay
	}
	return err
}

// findNode collects the addresses by which pods reach the node. Those of kube-ipvs0 are Services.
func (s *scene) findNode() error {
	known := map[netip.Addr]bool{}
	for _, link := range s.node.view.Links {
		if link.Name == "kube-ipvs0" {
			continue
		}
		for _, each := range link.Addresses {
			if addr := each.Prefix.Addr(); each.Global && !known[addr] && s.speaks(addr.Is4()) {
				known[addr] = true
				s.path.nodeAddresses = append(s.path.nodeAddresses, addr)
			}
		}
	}
	if count := len(s.path.nodeAddresses); count > nodeAddressesMax {
		return fmt.Errorf("the node has %d addresses, %d are allowed", count, nodeAddressesMax)
	}
	return nil
}

// first is the NIC that the cluster's own network gave the pod.
func (s *scene) first() space.Link {
	first := s.nics[0]
	for _, nic := range s.nics {
		if nic.Name == "eth0" {
			return nic
		}
		if nic.Index < first.Index {
			first = nic
		}
	}
	return first
}

// overlay is the path through the pod's first NIC, whose other end is on the node.
func (s *scene) overlay() (path, error) {
	first := s.first()
	if first.Name == s.NIC {
		return path{}, fmt.Errorf("mode overlay: %s is the pod's first NIC, there is no other to reach the node by", s.NIC)
	}
	end, found := s.node.view.At(first.Peer)
	if !first.Foreign || !found || end.Peer != first.Index {
		return path{}, fmt.Errorf("mode overlay: %s of the pod is no pair with the node", first.Name)
	}
	p := path{podDev: first.Name, podMAC: first.MAC, nodeDev: end.Name, nodeMAC: end.MAC}
	if bridge, has := s.node.view.At(end.Master); has && bridge.Kind == "bridge" {
		p.nodeDev, p.nodeMAC = bridge.Name, bridge.MAC
	}
	p.gateway4, p.gateway6 = s.overlayGateway(first, p.nodeDev, true), s.overlayGateway(first, p.nodeDev, false)
	return p, nil
}

// overlayGateway is the next hop of an overlay's NIC. A NIC that was given no default route has the node's own address on the link.
func (s *scene) overlayGateway(nic space.Link, nodeDev string, v4 bool) netip.Addr {
	if via := s.gateway(nic.Name, v4); via.IsValid() {
		return via
	}
	end, _ := s.node.view.Link(nodeDev)
	for _, each := range end.Addresses {
		addr := each.Prefix.Addr()
		near := func(a space.Address) bool { return a.Global && a.Prefix.Contains(addr) }
		if each.Global && addr.Is4() == v4 && slices.ContainsFunc(nic.Addresses, near) {
			return addr
		}
	}
	return netip.Addr{}
}

// underlay is the path through a pair of this plugin, which the pod's first underlay NIC makes.
func (s *scene) underlay() error {
	name := HostVeth(s.Container)
	s.path.own, s.path.podDev, s.path.nodeDev = true, podVeth, name
	s.path.gateway4, s.path.gateway6 = fallback4, fallback6
	for i := len(s.path.nodeAddresses) - 1; i >= 0; i-- {
		if addr := s.path.nodeAddresses[i]; addr.Is4() {
			s.path.gateway4 = addr
		} else {
			s.path.gateway6 = addr
		}
	}
	nodeEnd, hasNode := s.node.view.Link(name)
	podEnd, hasPod := s.pod.view.Link(podVeth)
	paired := hasNode && hasPod && nodeEnd.Peer == podEnd.Index && podEnd.Peer == nodeEnd.Index
	if hasNode && !paired {
		s.node.add(change.Change{What: "no old " + name, Do: func() error { return s.node.DeleteLink(name) }})
	}
	if hasPod && !paired {
		s.pod.add(change.Change{What: "no old " + podVeth, Do: func() error { return s.pod.DeleteLink(podVeth) }})
	}
	if !paired {
		podEnd, nodeEnd = s.makePair(name)
	}
	s.path.podMAC, s.path.nodeMAC = podEnd.MAC, nodeEnd.MAC
	s.setUp(s.node, nodeEnd)
	s.setUp(s.pod, podEnd)
	s.setMTU(nodeEnd, podEnd)
	s.giveVethAddress(podEnd)
	return nil
}

// makePair asks for the pair and returns its ends as they will be.
func (s *scene) makePair(name string) (podEnd, nodeEnd space.Link) {
	pair := space.Pair{
		Name: name, PeerName: podVeth, MTU: s.settings.VethMTU,
		MAC: macOf(s.Container, "node"), PeerMAC: macOf(s.Container, "pod"),
	}
	if pair.MTU == 0 {
		pair.MTU = defaultVethMTU
	}
	s.node.add(change.Change{
		What: "the pair " + name,
		Do:   func() error { return s.node.AddPair(pair, s.pod.Space) },
		Undo: func() error { return s.node.DeleteLink(name) },
	})
	// What lies on links that go away goes with them.
	s.node.forget(name)
	s.pod.forget(podVeth)
	return space.Link{Name: podVeth, MAC: pair.PeerMAC.String(), MTU: pair.MTU}, space.Link{Name: name, MAC: pair.MAC.String(), MTU: pair.MTU}
}

// forget takes what a link carries out of the view.
func (s *side) forget(name string) {
	routes, neighbours := s.view.Routes, s.view.Neighbours
	s.view.Routes, s.view.Neighbours = nil, nil
	for _, each := range routes {
		if each.Dev != name {
			s.view.Routes = append(s.view.Routes, each)
		}
	}
	for _, each := range neighbours {
		if each.Dev != name {
			s.view.Neighbours = append(s.view.Neighbours, each)
		}
	}
}

func (s *scene) setUp(where *side, link space.Link) {
	if !link.Up {
		where.add(change.Change{What: link.Name + " up", Do: func() error { return where.SetUp(link.Name, true) }})
	}
}

func (s *scene) setMTU(nodeEnd, podEnd space.Link) {
	wanted := s.settings.VethMTU
	if wanted == 0 || nodeEnd.MTU == wanted && podEnd.MTU == wanted {
		return
	}
	for where, end := range map[*side]space.Link{s.node: nodeEnd, s.pod: podEnd} {
		where.add(change.Change{
			What: fmt.Sprintf("an MTU of %d on %s", wanted, end.Name),
			Do:   func() error { return where.SetMTU(end.Name, wanted) },
			Undo: func() error { return where.SetMTU(end.Name, end.MTU) },
		})
	}
}

func (s *scene) giveVethAddress(podEnd space.Link) {
	if !s.settings.VethAddress.IsValid() {
		return
	}
	wanted := host(s.settings.VethAddress)
	for _, each := range podEnd.Addresses {
		if each.Prefix == wanted {
			return
		}
	}
	s.pod.add(change.Change{
		What: fmt.Sprintf("the address %s on %s", wanted, podVeth),
		Do:   func() error { return s.pod.AddAddress(podVeth, wanted) },
		Undo: func() error { return s.pod.DeleteAddress(podVeth, wanted) },
	})
}
