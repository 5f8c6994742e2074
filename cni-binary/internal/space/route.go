package space

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Protocol marks the routes of this plugin, beside those of the kernel (2) and of other programs.
const Protocol = 71

// Route is one unicast route with one next hop. Via is the zero value on the link; Metric 0 is the kernel's default.
type Route struct {
	Table    int
	To       netip.Prefix
	Via      netip.Addr
	Dev      string
	Src      netip.Addr
	Metric   int
	Protocol int
}

// String is the route as "ip route" would show it.
func (r Route) String() string {
	text := r.To.String()
	if r.Via.IsValid() {
		text += " via " + r.Via.String()
	}
	return fmt.Sprintf("%s dev %s table %d", text, r.Dev, r.Table)
}

// Same says whether two routes lead the same packets the same way, whoever made them.
func (r Route) Same(other Route) bool {
	r.Protocol, other.Protocol = 0, 0
	if !r.Src.IsValid() || !other.Src.IsValid() {
		r.Src, other.Src = netip.Addr{}, netip.Addr{}
	}
	return r == other
}

// AddRoute adds a route beside those that are there; one that is there already is no error.
func (s *Space) AddRoute(r Route) error {
	return s.onRoute("adding the route ", r, func(route *netlink.Route) error {
		return ignore(s.kernel.RouteAppend(route), unix.EEXIST)
	})
}

// DeleteRoute takes a route away; one that is not there is no error.
func (s *Space) DeleteRoute(r Route) error {
	return s.onRoute("deleting the route ", r, func(route *netlink.Route) error {
		return ignore(s.kernel.RouteDel(route), unix.ESRCH, unix.ENODEV)
	})
}

func (s *Space) onRoute(what string, r Route, do func(*netlink.Route) error) error {
	return s.change(what+r.String(), func() error {
		index, err := s.index(r.Dev)
		if err != nil {
			return err
		}
		return do(r.toKernel(index))
	})
}

func (r Route) toKernel(index int) *netlink.Route {
	route := &netlink.Route{
		LinkIndex: index, Dst: ipNet(r.To), Table: r.Table, Priority: r.Metric, Family: familyOf(r.To.Addr()),
		Protocol: netlink.RouteProtocol(r.Protocol), Scope: netlink.SCOPE_UNIVERSE, Type: unix.RTN_UNICAST,
	}
	if r.Src.IsValid() {
		route.Src = r.Src.AsSlice()
	}
	if r.Via.IsValid() {
		route.Gw = r.Via.AsSlice()
		// The gateway need not lie in a subnet of the link: a neighbour entry says where it is.
		route.Flags = int(netlink.FLAG_ONLINK)
	} else if r.To.Addr().Is4() {
		route.Scope = netlink.SCOPE_LINK
	}
	return route
}

// Rule is one rule of policy routing. Zero values stand for "all"; Other says that it has further conditions.
type Rule struct {
	V6       bool
	Priority int
	Src, Dst netip.Prefix
	Mark     uint32
	Table    int
	Other    bool
}

// String is the rule as "ip rule" would show it.
func (r Rule) String() string {
	text := fmt.Sprintf("%d:", r.Priority)
	if r.Src.IsValid() {
		text += " from " + r.Src.String()
	}
	if r.Dst.IsValid() {
		text += " to " + r.Dst.String()
	}
	if r.Mark != 0 {
		text += fmt.Sprintf(" fwmark %#x", r.Mark)
	}
	return fmt.Sprintf("%s lookup %d", text, r.Table)
}

// AddRule adds a rule; the same one is no error.
func (s *Space) AddRule(r Rule) error {
	return s.change("adding the rule "+r.String(), func() error {
		return ignore(s.kernel.RuleAdd(r.toKernel()), unix.EEXIST)
	})
}

// DeleteRule takes a rule away; one that is not there is no error.
func (s *Space) DeleteRule(r Rule) error {
	return s.change("deleting the rule "+r.String(), func() error {
		return ignore(s.kernel.RuleDel(r.toKernel()), unix.ENOENT)
	})
}

func (r Rule) toKernel() *netlink.Rule {
	rule := netlink.NewRule()
	rule.Family, rule.Priority, rule.Table, rule.Mark = unix.AF_INET, r.Priority, r.Table, r.Mark
	if r.V6 {
		rule.Family = unix.AF_INET6
	}
	if r.Src.IsValid() {
		rule.Src = ipNet(r.Src)
	}
	if r.Dst.IsValid() {
		rule.Dst = ipNet(r.Dst)
	}
	return rule
}

// Neighbour is what a link knows of an address.
type Neighbour struct {
	IP        netip.Addr
	Dev       string
	MAC       string
	Permanent bool
}

// String names address, link and hardware address.
func (n Neighbour) String() string {
	return fmt.Sprintf("%s at %s dev %s", n.IP, n.MAC, n.Dev)
}

// SetNeighbour writes a permanent entry.
func (s *Space) SetNeighbour(n Neighbour) error {
	return s.onNeighbour("setting the neighbour ", n, func(entry *netlink.Neigh) error { return s.kernel.NeighSet(entry) })
}

// DeleteNeighbour takes an entry away; one that is not there is no error.
func (s *Space) DeleteNeighbour(n Neighbour) error {
	return s.onNeighbour("deleting the neighbour ", n, func(entry *netlink.Neigh) error {
		return ignore(s.kernel.NeighDel(entry), unix.ENOENT, unix.ENODEV)
	})
}

func (s *Space) onNeighbour(what string, n Neighbour, do func(*netlink.Neigh) error) error {
	return s.change(what+n.String(), func() error {
		index, err := s.index(n.Dev)
		if err != nil {
			return err
		}
		entry := &netlink.Neigh{LinkIndex: index, Family: familyOf(n.IP), State: netlink.NUD_PERMANENT, IP: n.IP.AsSlice()}
		if n.MAC != "" {
			if entry.HardwareAddr, err = net.ParseMAC(n.MAC); err != nil {
				return err
			}
		}
		return do(entry)
	})
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

func familyOf(a netip.Addr) int {
	if a.Is4() {
		return unix.AF_INET
	}
	return unix.AF_INET6
}

// ignore takes the errors that mean that nothing had to be done.
func ignore(err error, harmless ...error) error {
	for _, each := range harmless {
		if errors.Is(err, each) {
			return nil
		}
	}
	return err
}
