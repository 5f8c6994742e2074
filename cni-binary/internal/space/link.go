package space

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Address is one address of a link.
type Address struct {
	Prefix netip.Prefix
	// Tentative addresses (IPv6) cannot be a source yet.
	Tentative bool
	// Global is false for addresses of the link or the host only.
	Global bool
	// Dynamic addresses have a lifetime: a router or a DHCP server gave them.
	Dynamic bool
}

// Link is one interface. Peer is the index of the other end of a pair, Foreign says that it is in another namespace;
// Parent is the link below a VLAN; Master is the bridge or bond that has the link. 0 stands for none.
type Link struct {
	Name, Kind, MAC      string
	Index, MTU, TxQueue  int
	Up, Foreign          bool
	Peer, Parent, Master int
	VLAN                 int
	Addresses            []Address
}

// Pair is a veth pair to be made: one end in the node, the other in a pod.
type Pair struct {
	Name, PeerName string
	MAC, PeerMAC   net.HardwareAddr
	// MTU in bytes, 0 for the kernel's own.
	MTU int
}

// AddPair makes both ends in one step, the peer in another namespace.
func (s *Space) AddPair(p Pair, peer *Space) error {
	return s.change(fmt.Sprintf("adding the pair %s (pod: %s)", p.Name, p.PeerName), func() error {
		attributes := netlink.NewLinkAttrs()
		attributes.Name, attributes.HardwareAddr, attributes.MTU = p.Name, p.MAC, p.MTU
		pair := netlink.NewVeth(attributes)
		pair.PeerName, pair.PeerHardwareAddr, pair.PeerMTU = p.PeerName, p.PeerMAC, uint32(p.MTU)
		pair.PeerNamespace = netlink.NsFd(peer.Descriptor())
		return s.kernel.LinkAdd(pair)
	})
}

// AddLink makes a link of any other kind.
func (s *Space) AddLink(link netlink.Link) error {
	what := fmt.Sprintf("adding %s %s", link.Type(), link.Attrs().Name)
	return s.change(what, func() error { return s.kernel.LinkAdd(link) })
}

// AddOn makes a link that lies on another.
func (s *Space) AddOn(parent, name string, with func(netlink.LinkAttrs) netlink.Link) error {
	return s.change(fmt.Sprintf("adding %s on %s", name, parent), func() error {
		index, err := s.index(parent)
		if err != nil {
			return err
		}
		attributes := netlink.NewLinkAttrs()
		attributes.Name, attributes.ParentIndex = name, index
		return s.kernel.LinkAdd(with(attributes))
	})
}

// DeleteLink takes a link away; none of that name is no error.
func (s *Space) DeleteLink(name string) error {
	return s.change("deleting "+name, func() error {
		link, err := s.kernel.LinkByName(name)
		if _, none := err.(netlink.LinkNotFoundError); none {
			return nil
		}
		if err != nil {
			return err
		}
		delete(s.indexes, name)
		return ignore(s.kernel.LinkDel(link), unix.ENODEV)
	})
}

// SetUp sets a link up, or down.
func (s *Space) SetUp(name string, up bool) error {
	if !up {
		return s.onLink("setting "+name+" down", name, s.kernel.LinkSetDown)
	}
	return s.onLink("setting "+name+" up", name, s.kernel.LinkSetUp)
}

// SetMAC gives a link another hardware address.
func (s *Space) SetMAC(name, mac string) error {
	return s.onLink(fmt.Sprintf("setting the MAC address of %s to %s", name, mac), name, func(link netlink.Link) error {
		address, err := net.ParseMAC(mac)
		if err != nil {
			return err
		}
		return s.kernel.LinkSetHardwareAddr(link, address)
	})
}

// SetTxQueue sets the length of the transmit queue in packets.
func (s *Space) SetTxQueue(name string, packets int) error {
	what := fmt.Sprintf("setting the transmit queue of %s to %d", name, packets)
	return s.onLink(what, name, func(link netlink.Link) error { return s.kernel.LinkSetTxQLen(link, packets) })
}

// SetMTU sets the largest packet of a link in bytes.
func (s *Space) SetMTU(name string, bytes int) error {
	what := fmt.Sprintf("setting the MTU of %s to %d", name, bytes)
	return s.onLink(what, name, func(link netlink.Link) error { return s.kernel.LinkSetMTU(link, bytes) })
}

// SetMaster puts a link under a bond or bridge; an empty master frees it.
func (s *Space) SetMaster(name, master string) error {
	return s.onLink(fmt.Sprintf("putting %s under %q", name, master), name, func(link netlink.Link) error {
		if master == "" {
			return s.kernel.LinkSetNoMaster(link)
		}
		above, err := s.index(master)
		if err != nil {
			return err
		}
		return s.kernel.LinkSetMasterByIndex(link, above)
	})
}

// AddAddress gives a link an address of the link's scope, which no packet to elsewhere uses.
func (s *Space) AddAddress(name string, prefix netip.Prefix) error {
	return s.onLink(fmt.Sprintf("adding the address %s to %s", prefix, name), name, func(link netlink.Link) error {
		address := &netlink.Addr{IPNet: ipNet(prefix), Scope: unix.RT_SCOPE_LINK}
		return ignore(s.kernel.AddrAdd(link, address), unix.EEXIST)
	})
}

// DeleteAddress takes an address from a link.
func (s *Space) DeleteAddress(name string, prefix netip.Prefix) error {
	return s.onLink(fmt.Sprintf("deleting the address %s of %s", prefix, name), name, func(link netlink.Link) error {
		return ignore(s.kernel.AddrDel(link, &netlink.Addr{IPNet: ipNet(prefix)}), unix.EADDRNOTAVAIL)
	})
}

func (s *Space) onLink(what, name string, do func(netlink.Link) error) error {
	return s.change(what, func() error {
		index, err := s.index(name)
		if err != nil {
			return err
		}
		return do(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Name: name, Index: index}})
	})
}
