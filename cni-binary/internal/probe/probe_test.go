package probe

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// wire is two network namespaces with a cable between them: "pod" has eth0 without an address, "peer" has what a test
// gives it. Making namespaces takes root, as the plugin itself does.
type wire struct {
	t         *testing.T
	pod, peer string
}

func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{t, fmt.Sprintf("gp-pod-%d", os.Getpid()), fmt.Sprintf("gp-peer-%d", os.Getpid())}
	for _, name := range []string{w.pod, w.peer} {
		ip(t, "netns", "add", name)
		t.Cleanup(func() { ip(t, "netns", "del", name) })
	}
	ip(t, "-n", w.peer, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", w.pod)
	ip(t, "-n", w.peer, "link", "set", "eth0", "up")
	return w
}

func ip(t *testing.T, arguments ...string) string {
	t.Helper()
	out, err := exec.Command("ip", arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("ip %v: %v: %s", arguments, err, out)
	}
	return string(out)
}

// give adds an address to the peer that it uses at once.
func (w *wire) give(address string) {
	w.t.Helper()
	if strings.Contains(address, ":") {
		ip(w.t, "-n", w.peer, "addr", "add", address, "dev", "eth0", "nodad")
		return
	}
	ip(w.t, "-n", w.peer, "addr", "add", address, "dev", "eth0")
}

func (w *wire) run(conflicts, gateways bool, addresses ...Address) error {
	return Run(Plan{"/run/netns/" + w.pod, "eth0", addresses, conflicts, gateways})
}

func address(addr, gateway string) Address {
	a := Address{Addr: netip.MustParseAddr(addr)}
	if gateway != "" {
		a.Gateway = netip.MustParseAddr(gateway)
	}
	return a
}

func TestAnAddressOfAnotherDeviceIsAConflict(t *testing.T) {
	w := newWire(t)
	w.give("10.99.0.5/24")
	w.give("fd99::5/64")
	for _, taken := range []string{"10.99.0.5", "fd99::5"} {
		var conflict *Conflict
		if err := w.run(true, false, address(taken, "")); !errors.As(err, &conflict) || conflict.MAC.String() != w.macOfPeer() {
			t.Errorf("%s: %v, want a conflict with %s", taken, err, w.macOfPeer())
		} else if !strings.HasPrefix(err.Error(), "ip conflict: "+taken+" of eth0 is in use by ") {
			t.Errorf("%v", err)
		}
	}
}

func (w *wire) macOfPeer() string {
	fields := strings.Fields(ip(w.t, "-n", w.peer, "-o", "link", "show", "eth0"))
	for i, field := range fields {
		if field == "link/ether" {
			return fields[i+1]
		}
	}
	w.t.Fatal(fields)
	return ""
}

func TestAFreeAddressIsNoConflictAndSoonKnown(t *testing.T) {
	w := newWire(t)
	w.give("10.99.0.1/24")
	start := time.Now()
	if err := w.run(true, false, address("10.99.0.5", ""), address("fd99::5", "")); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestAGatewayThatAnswersIsReachable(t *testing.T) {
	w := newWire(t)
	w.give("10.99.0.1/24")
	w.give("fd99::1/64")
	if err := w.run(true, true, address("10.99.0.5", "10.99.0.1"), address("fd99::5", "fd99::1")); err != nil {
		t.Fatal(err)
	}
}

func TestASilentGatewayIsUnreachable(t *testing.T) {
	w := newWire(t)
	for _, a := range []Address{address("10.99.0.5", "10.99.0.9"), address("fd99::5", "fd99::9")} {
		var unreachable *Unreachable
		if err := w.run(false, true, a); !errors.As(err, &unreachable) || unreachable.Gateway != a.Gateway {
			t.Errorf("%v", err)
		}
	}
}

func TestNeighboursLearnTheNewOwnerFromTheAnnouncement(t *testing.T) {
	w := newWire(t)
	w.give("10.99.0.1/24")
	w.give("fd99::1/64")
	for _, addr := range []string{"10.99.0.5", "fd99::5"} {
		ip(t, "-n", w.peer, "neigh", "replace", addr, "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale")
	}
	if err := w.run(false, false, address("10.99.0.5", ""), address("fd99::5", "")); err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"10.99.0.5", "fd99::5"} {
		deadline := time.Now().Add(5 * time.Second)
		for strings.Contains(ip(t, "-n", w.peer, "neigh", "show", addr), "02:00:00:00:00:99") {
			if time.Now().After(deadline) {
				t.Fatalf("%s: the old owner is still known", addr)
			}
		}
	}
}

func TestIssue4475TheGatewayIsNeverAskedInTheNameOfAnAddressInConflict(t *testing.T) {
	w := newWire(t)
	w.give("10.99.0.5/24")
	w.give("10.99.0.1/24")
	pod := strings.Fields(ip(t, "-n", w.pod, "-o", "link", "show", "eth0"))
	if err := w.run(true, true, address("10.99.0.5", "10.99.0.1")); err == nil {
		t.Fatal("no conflict")
	}
	known := ip(t, "-n", w.peer, "neigh", "show")
	for i, field := range pod {
		if field == "link/ether" && strings.Contains(known, pod[i+1]) {
			t.Errorf("the gateway learned the pod: %s", known)
		}
	}
}

func TestIssue5028ASignalIsNoAnswer(t *testing.T) {
	w := newWire(t)
	w.give("10.99.0.5/24")
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				_ = unix.Kill(os.Getpid(), unix.SIGURG)
			}
		}
	}()
	var conflict *Conflict
	if err := w.run(true, false, address("10.99.0.5", "")); !errors.As(err, &conflict) {
		t.Errorf("%v", err)
	}
	if err := w.run(true, false, address("10.99.0.6", "")); err != nil {
		t.Errorf("%v", err)
	}
}

func TestAPodWithoutTheInterfaceIsToldApart(t *testing.T) {
	w := newWire(t)
	err := Run(Plan{"/run/netns/" + w.pod, "net7", []Address{address("10.99.0.5", "")}, true, true})
	if !errors.Is(err, ErrNoInterface) {
		t.Errorf("%v", err)
	}
}

func TestTheThreadOfTheCallerStaysWhereItIs(t *testing.T) {
	w := newWire(t)
	before, _ := net.Interfaces()
	if err := w.run(false, false, address("10.99.0.5", "")); err != nil {
		t.Fatal(err)
	}
	if after, _ := net.Interfaces(); len(after) != len(before) {
		t.Errorf("%v, before %v", after, before)
	}
}

func FuzzHolder(f *testing.F) {
	mac := net.HardwareAddr{2, 0, 0, 0, 0, 1}
	f.Add(announcement(mac, netip.MustParseAddr("10.0.0.1")))
	f.Add(announcement(mac, netip.MustParseAddr("fd00::1")))
	f.Fuzz(func(t *testing.T, frame []byte) {
		for _, addr := range []string{"10.0.0.1", "fd00::1"} {
			if got := holder(frame, netip.MustParseAddr(addr)); got != nil && len(got) != 6 {
				t.Errorf("%v", got)
			}
		}
	})
}

func TestChecksumIsThatOfTheKernel(t *testing.T) {
	// The kernel of the peer takes the announcement over only when its checksum is right; here the sum over a whole
	// message must be zero.
	body := announcement(net.HardwareAddr{2, 0, 0, 0, 0, 1}, netip.MustParseAddr("fd00::1"))[ethernetHeader+ipv6Header:]
	if sum := checksum(netip.MustParseAddr("fd00::1"), allNodes, body); sum != 0 {
		t.Errorf("%x", sum)
	}
}
