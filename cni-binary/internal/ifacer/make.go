package ifacer

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"gridpool.io/cni/internal/change"
	"gridpool.io/cni/internal/space"
)

// The kinds of links; tests put others in their place where a kernel lacks these.
var (
	newVLAN = func(attributes netlink.LinkAttrs, id int) netlink.Link {
		return &netlink.Vlan{LinkAttrs: attributes, VlanId: id}
	}
	newBond  = func(link *netlink.Bond) netlink.Link { return link }
	bondKind = "bond"
)

// Make makes the node have the links, all or none of them. What is there already is left as it is.
func Make(c *Config) error {
	return with(c, change.Apply)
}

// Check says what is missing.
func Check(c *Config) error {
	return with(c, func(changes []change.Change) error {
		if missing := change.Missing(changes); len(missing) > 0 {
			return errors.New("missing: " + strings.Join(missing, "; "))
		}
		return nil
	})
}

// with does something with a plan for the node, alone: pods that start at once want the same links, and one that fails
// takes back only what nobody else has seen.
func with(c *Config, do func([]change.Change) error) error {
	own, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return err
	}
	defer own.Close()
	if err := unix.Flock(int(own.Fd()), unix.LOCK_EX); err != nil {
		return fmt.Errorf("locking the node's links: %w", err)
	}
	node, err := space.Node()
	if err != nil {
		return err
	}
	defer node.Close()
	view, err := node.Look()
	if err != nil {
		return err
	}
	changes, err := plan(c, node, view)
	if err != nil {
		return err
	}
	return do(changes)
}

// planner collects the changes for a node as it was seen.
type planner struct {
	*Config
	node    *space.Space
	view    *space.View
	changes []change.Change
}

func plan(c *Config, node *space.Space, view *space.View) ([]change.Change, error) {
	p := &planner{Config: c, node: node, view: view}
	for _, name := range c.Interfaces {
		if _, found := view.Link(name); !found {
			return nil, fmt.Errorf("the node has no link %s", name)
		}
	}
	if len(c.Interfaces) > 1 {
		if err := p.bond(); err != nil {
			return nil, err
		}
	} else {
		p.up(c.base())
	}
	if c.VLAN != 0 {
		if err := p.vlan(); err != nil {
			return nil, err
		}
	}
	return p.changes, nil
}

func (p *planner) up(name string) {
	link, found := p.view.Link(name)
	if found && link.Up {
		return
	}
	p.changes = append(p.changes, change.Change{
		What: name + " up", Do: func() error { return p.node.SetUp(name, true) },
		Undo: func() error { return p.node.SetUp(name, false) },
	})
}

// vlan asks for the VLAN on the base. Only one link of the node may have the id, as with Spiderpool.
func (p *planner) vlan() error {
	name, base := p.link(), p.base()
	for _, each := range p.view.Links {
		if each.Kind == "vlan" && each.VLAN == p.VLAN && each.Name != name {
			return fmt.Errorf("cannot have multiple different vlan interfaces with the same vlanId %d: %s has it, %s would", p.VLAN, each.Name, name)
		}
	}
	link, found := p.view.Link(name)
	if found && (link.Kind != "vlan" || link.VLAN != p.VLAN) {
		return fmt.Errorf("%s is there and is no VLAN %d", name, p.VLAN)
	}
	if parent, known := p.view.Link(base); found && known && link.Parent != parent.Index {
		return fmt.Errorf("%s is there and does not lie on %s", name, base)
	}
	if !found {
		p.changes = append(p.changes, change.Change{
			What: "the VLAN " + name,
			Do: func() error {
				return p.node.AddOn(base, name, func(attributes netlink.LinkAttrs) netlink.Link { return newVLAN(attributes, p.VLAN) })
			},
			Undo: func() error { return p.node.DeleteLink(name) },
		})
	}
	p.up(name)
	return nil
}

// bond asks for the bond and puts the interfaces under it.
func (p *planner) bond() error {
	name := p.base()
	bond, found := p.view.Link(name)
	if found && bond.Kind != bondKind {
		return fmt.Errorf("%s is there and is a %s, no bond", name, bond.Kind)
	}
	if !found {
		link, err := p.bondLink()
		if err != nil {
			return err
		}
		p.changes = append(p.changes, change.Change{
			What: "the bond " + name, Do: func() error { return p.node.AddLink(newBond(link)) },
			Undo: func() error { return p.node.DeleteLink(name) },
		})
	}
	for _, each := range p.Interfaces {
		if err := p.enslave(each, bond); err != nil {
			return err
		}
	}
	p.up(name)
	return nil
}

// enslave puts an interface under the bond. The kernel wants it down for that, so one that the node itself uses is refused.
func (p *planner) enslave(name string, bond space.Link) error {
	link, _ := p.view.Link(name)
	if bond.Index != 0 && link.Master == bond.Index {
		p.up(name)
		return nil
	}
	if above, has := p.view.At(link.Master); has {
		return fmt.Errorf("%s belongs to %s already", name, above.Name)
	}
	if i := slices.IndexFunc(link.Addresses, func(a space.Address) bool { return a.Global }); i >= 0 {
		return fmt.Errorf("%s cannot go under %s: the node uses its address %s", name, p.base(), link.Addresses[i].Prefix)
	}
	master := p.base()
	if link.Up {
		p.changes = append(p.changes, change.Change{
			What: name + " down", Do: func() error { return p.node.SetUp(name, false) },
			Undo: func() error { return p.node.SetUp(name, true) },
		})
	}
	p.changes = append(p.changes,
		change.Change{
			What: name + " under " + master, Do: func() error { return p.node.SetMaster(name, master) },
			Undo: func() error { return p.node.SetMaster(name, "") },
		},
		change.Change{
			What: name + " up", Do: func() error { return p.node.SetUp(name, true) },
			Undo: func() error { return p.node.SetUp(name, false) },
		})
	return nil
}
