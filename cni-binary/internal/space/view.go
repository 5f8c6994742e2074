package space

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// defaultMetric6 is what the kernel shows for an IPv6 route without a metric.
const defaultMetric6 = 1024

// dumpTriesMax bounds how often a dump is repeated that a change interrupted.
const dumpTriesMax = 5

// View is a namespace at one moment. Routes are the unicast routes of all tables but "local".
type View struct {
	Links      []Link
	Routes     []Route
	Rules      []Rule
	Neighbours []Neighbour
}

// Link finds a link by name.
func (v *View) Link(name string) (Link, bool) {
	for _, link := range v.Links {
		if link.Name == name {
			return link, true
		}
	}
	return Link{}, false
}

// At finds a link by index.
func (v *View) At(index int) (Link, bool) {
	for _, link := range v.Links {
		if link.Index == index {
			return link, true
		}
	}
	return Link{}, false
}

// Look reads the namespace.
func (s *Space) Look() (*View, error) {
	v := &View{}
	for _, read := range []func(*View) error{s.readLinks, s.readAddresses, s.readRoutes, s.readRules, s.readNeighbours} {
		if err := read(v); err != nil {
			return nil, fmt.Errorf("reading %s: %w", s.Name, err)
		}
	}
	return v, nil
}

// dump reads a list again when a change in the kernel interrupted it.
func dump[T any](read func() ([]T, error)) ([]T, error) {
	for range dumpTriesMax - 1 {
		if list, err := read(); !errors.Is(err, netlink.ErrDumpInterrupted) {
			return list, err
		}
	}
	return read()
}

func (s *Space) readLinks(v *View) error {
	links, err := dump(s.kernel.LinkList)
	for _, each := range links {
		a := each.Attrs()
		link := Link{
			Name: a.Name, Kind: each.Type(), MAC: a.HardwareAddr.String(), Index: a.Index, MTU: a.MTU, TxQueue: a.TxQLen,
			Up: a.Flags&net.FlagUp != 0, Foreign: a.NetNsID >= 0, Master: a.MasterIndex,
		}
		switch kind := each.(type) {
		case *netlink.Vlan:
			link.Parent, link.VLAN = a.ParentIndex, kind.VlanId
		default:
			link.Peer = a.ParentIndex
		}
		s.indexes[a.Name] = a.Index
		v.Links = append(v.Links, link)
	}
	return err
}

func (s *Space) readAddresses(v *View) error {
	addresses, err := dump(func() ([]netlink.Addr, error) { return s.kernel.AddrList(nil, unix.AF_UNSPEC) })
	for _, each := range addresses {
		prefix := prefixOf(each.IPNet)
		for i := range v.Links {
			if v.Links[i].Index == each.LinkIndex {
				v.Links[i].Addresses = append(v.Links[i].Addresses, Address{
					Prefix: prefix, Tentative: each.Flags&(unix.IFA_F_TENTATIVE|unix.IFA_F_DADFAILED) != 0,
					Dynamic: each.Flags&unix.IFA_F_PERMANENT == 0,
					Global:  each.Scope == unix.RT_SCOPE_UNIVERSE && prefix.Addr().IsGlobalUnicast(),
				})
			}
		}
	}
	return err
}

func (s *Space) readRoutes(v *View) error {
	for _, family := range []int{unix.AF_INET, unix.AF_INET6} {
		routes, err := dump(func() ([]netlink.Route, error) {
			return s.kernel.RouteListFiltered(family, &netlink.Route{Table: unix.RT_TABLE_UNSPEC}, netlink.RT_FILTER_TABLE)
		})
		if err != nil {
			return err
		}
		for _, each := range routes {
			if each.Type == unix.RTN_UNICAST && each.Table != unix.RT_TABLE_LOCAL {
				v.addRoute(family, each)
			}
		}
	}
	return nil
}

// addRoute takes a route apart when it has several next hops, as IPv6 shows two equal default routes.
func (v *View) addRoute(family int, each netlink.Route) {
	route := Route{Table: each.Table, To: prefixOf(each.Dst), Metric: each.Priority, Protocol: int(each.Protocol)}
	if !route.To.IsValid() {
		route.To = everything(family == unix.AF_INET6)
	}
	if family == unix.AF_INET6 && route.Metric == defaultMetric6 {
		route.Metric = 0
	}
	route.Src = addrOf(each.Src)
	hops := each.MultiPath
	if len(hops) == 0 {
		hops = []*netlink.NexthopInfo{{LinkIndex: each.LinkIndex, Gw: each.Gw}}
	}
	for _, hop := range hops {
		if link, known := v.At(hop.LinkIndex); known {
			route.Dev, route.Via = link.Name, addrOf(hop.Gw)
			v.Routes = append(v.Routes, route)
		}
	}
}

func (s *Space) readRules(v *View) error {
	for _, family := range []int{unix.AF_INET, unix.AF_INET6} {
		rules, err := dump(func() ([]netlink.Rule, error) { return s.kernel.RuleList(family) })
		if err != nil {
			return err
		}
		for _, each := range rules {
			v.Rules = append(v.Rules, Rule{
				V6: family == unix.AF_INET6, Priority: max(each.Priority, 0), Src: prefixOf(each.Src), Dst: prefixOf(each.Dst),
				Mark: each.Mark, Table: each.Table, Other: each.IifName != "" || each.OifName != "" || each.Invert,
			})
		}
	}
	return nil
}

func (s *Space) readNeighbours(v *View) error {
	entries, err := dump(func() ([]netlink.Neigh, error) { return s.kernel.NeighList(0, unix.AF_UNSPEC) })
	for _, each := range entries {
		link, known := v.At(each.LinkIndex)
		if ip := addrOf(each.IP); known && ip.IsValid() && each.State&netlink.NUD_NOARP == 0 {
			v.Neighbours = append(v.Neighbours, Neighbour{ip, link.Name, each.HardwareAddr.String(), each.State&netlink.NUD_PERMANENT != 0})
		}
	}
	return err
}

// everything is the destination of a default route.
func everything(v6 bool) netip.Prefix {
	if v6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

func prefixOf(n *net.IPNet) netip.Prefix {
	if n == nil {
		return netip.Prefix{}
	}
	bits, size := n.Mask.Size()
	addr := addrOf(n.IP)
	if size == 128 && addr.Is4() { // an IPv4 address with the mask of IPv6 does not occur
		return netip.Prefix{}
	}
	return netip.PrefixFrom(addr, bits)
}

func addrOf(ip net.IP) netip.Addr {
	addr, _ := netip.AddrFromSlice(ip)
	return addr.Unmap()
}
