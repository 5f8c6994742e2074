// Package probe looks at the network of a pod before the pod uses its addresses: whether somebody else has them,
// whether their gateway answers; then it tells the neighbours whose they are.
//
// It speaks Ethernet frames itself (RFC 826, RFC 5227, RFC 4861), on the pod's own interface, which it sets up.
package probe

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// tries is how often a question is asked.
	tries = 3
	// answerLimit is how long an answer is waited for, each time.
	answerLimit = 100 * time.Millisecond
)

// Address is one address of the pod; Gateway is the zero value where there is none.
type Address struct {
	Addr    netip.Addr
	Gateway netip.Addr
}

// Plan says what to do, in this order: conflicts, gateways, announcement. One after another: a question to the gateway in
// the name of an address that another device has would spoil the gateway's cache.
type Plan struct {
	Netns     string
	IfName    string
	Addresses []Address
	Conflicts bool
	Gateways  bool
}

// Conflict is an address that another device of the link has.
type Conflict struct {
	Addr   netip.Addr
	IfName string
	MAC    net.HardwareAddr
}

func (c *Conflict) Error() string {
	return fmt.Sprintf("ip conflict: %s of %s is in use by %s", c.Addr, c.IfName, c.MAC)
}

// Unreachable is a gateway that does not answer.
type Unreachable struct {
	Gateway netip.Addr
	IfName  string
}

func (u *Unreachable) Error() string {
	return fmt.Sprintf("gateway %s of %s is unreachable", u.Gateway, u.IfName)
}

// ErrNoInterface means that the pod does not have the interface yet; some plugins make it after its addresses.
var ErrNoInterface = errors.New("the pod has no such interface")

// Run carries a plan out. Errors: *Conflict, *Unreachable, ErrNoInterface (wrapped), or what the kernel said. An
// announcement that fails is no error.
func Run(plan Plan) error {
	return Inside(plan.Netns, func() error {
		link, err := open(plan.IfName)
		if err != nil {
			return err
		}
		defer link.close()
		return link.run(plan)
	})
}

func (l *link) run(plan Plan) error {
	for _, address := range plan.Addresses {
		if err := l.check(address, plan); err != nil {
			return err
		}
	}
	for _, address := range plan.Addresses {
		_ = l.send(announcement(l.mac, address.Addr))
	}
	return nil
}

func (l *link) check(address Address, plan Plan) error {
	if plan.Conflicts {
		mac, err := l.ask(question(l.mac, netip.Addr{}, address.Addr), address.Addr)
		if err != nil {
			return err
		}
		if mac != nil {
			return &Conflict{address.Addr, plan.IfName, mac}
		}
	}
	if plan.Gateways && address.Gateway.IsValid() {
		mac, err := l.ask(question(l.mac, address.Addr, address.Gateway), address.Gateway)
		if err != nil {
			return err
		}
		if mac == nil {
			return &Unreachable{address.Gateway, plan.IfName}
		}
	}
	return nil
}

// ask sends a question some times; it returns who has the address, nil when nobody said so.
func (l *link) ask(frame []byte, target netip.Addr) (net.HardwareAddr, error) {
	for range tries {
		if err := l.send(frame); err != nil {
			return nil, err
		}
		for deadline := time.Now().Add(answerLimit); time.Now().Before(deadline); {
			frame, err := l.receive(time.Until(deadline))
			if err != nil {
				return nil, err
			}
			if mac := holder(frame, target); mac != nil && mac.String() != l.mac.String() {
				return mac, nil
			}
		}
	}
	return nil, nil
}

// Inside does something in another network namespace, on a thread that nobody else uses meanwhile.
func Inside(netns string, do func() error) error {
	target, err := os.Open(netns)
	if err != nil {
		return fmt.Errorf("the network namespace: %w", err)
	}
	defer target.Close()
	done := make(chan error, 1)
	go func() {
		// Never unlocked: the thread ends with the goroutine, and nobody inherits its namespace.
		runtime.LockOSThread()
		if err := unix.Setns(int(target.Fd()), unix.CLONE_NEWNET); err != nil {
			done <- fmt.Errorf("entering %s: %w", netns, err)
			return
		}
		done <- do()
	}()
	return <-done
}
