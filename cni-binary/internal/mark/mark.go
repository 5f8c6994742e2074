// Package mark makes the kernel of a pod mark the replies to what came through one of its links, with nf_tables over
// netlink; no program of the node is needed.
package mark

import (
	"fmt"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"

	"gridpool.io/cni/internal/point"
)

const (
	// Value is the mark of connections and of their replies.
	Value = 0x1
	// table is the name of the tables, one per family.
	table = "gridpool-coordinator"
	// stateNew is the kernel's bit for a connection's first packet.
	stateNew = 1 << 3
	// interfaceNameBytes is how the kernel compares names.
	interfaceNameBytes = 16
)

// Families says for which families a pod has, or is to have, marks.
type Families struct {
	V4, V6 bool
}

func (f Families) list() []nftables.TableFamily {
	var list []nftables.TableFamily
	if f.V4 {
		list = append(list, nftables.TableFamilyIPv4)
	}
	if f.V6 {
		list = append(list, nftables.TableFamilyIPv6)
	}
	return list
}

// Look says what the pod has in whose namespace the thread is.
func Look() (found Families, err error) {
	c, err := nftables.New()
	if err != nil {
		return found, err
	}
	tables, err := c.ListTables()
	for _, each := range tables {
		if each.Name == table {
			found.V4 = found.V4 || each.Family == nftables.TableFamilyIPv4
			found.V6 = found.V6 || each.Family == nftables.TableFamilyIPv6
		}
	}
	if err != nil {
		err = fmt.Errorf("reading nf_tables of the pod: %w", err)
	}
	return found, err
}

// Set makes the pod have marks for exactly these families instead of those before, in one step.
func Set(link string, before, families Families) error {
	const what = "setting marks for replies in the pod"
	if err := point.Reach(what); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	c, err := nftables.New()
	if err == nil {
		for _, family := range before.list() {
			c.DelTable(&nftables.Table{Family: family, Name: table})
		}
		for _, family := range families.list() {
			add(c, family, link)
		}
		err = c.Flush()
	}
	if err != nil {
		return fmt.Errorf("%s (the kernel needs nf_tables): %w", what, err)
	}
	return nil
}

// add asks for the table of one family: a connection that begins at the link is marked, and so are the pod's packets in
// it, which the kernel then routes anew.
func add(c *nftables.Conn, family nftables.TableFamily, link string) {
	own := c.AddTable(&nftables.Table{Family: family, Name: table})
	in := c.AddChain(&nftables.Chain{
		Name: "prerouting", Table: own, Type: nftables.ChainTypeFilter,
		Hooknum: nftables.ChainHookPrerouting, Priority: nftables.ChainPriorityMangle,
	})
	out := c.AddChain(&nftables.Chain{
		Name: "output", Table: own, Type: nftables.ChainTypeRoute,
		Hooknum: nftables.ChainHookOutput, Priority: nftables.ChainPriorityMangle,
	})
	value := binaryutil.NativeEndian.PutUint32(Value)
	name := make([]byte, interfaceNameBytes)
	copy(name, link)
	c.AddRule(&nftables.Rule{Table: own, Chain: in, Exprs: []expr.Any{
		&expr.Meta{Key: expr.MetaKeyIIFNAME, Register: 1},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: name},
		&expr.Ct{Key: expr.CtKeySTATE, Register: 1},
		&expr.Bitwise{
			SourceRegister: 1, DestRegister: 1, Len: 4, Xor: make([]byte, 4),
			Mask: binaryutil.NativeEndian.PutUint32(stateNew),
		},
		&expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: make([]byte, 4)},
		&expr.Immediate{Register: 1, Data: value},
		&expr.Ct{Key: expr.CtKeyMARK, Register: 1, SourceRegister: true},
	}})
	c.AddRule(&nftables.Rule{Table: own, Chain: out, Exprs: []expr.Any{
		&expr.Ct{Key: expr.CtKeyMARK, Register: 1},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: value},
		&expr.Immediate{Register: 1, Data: value},
		&expr.Meta{Key: expr.MetaKeyMARK, Register: 1, SourceRegister: true},
	}})
}
