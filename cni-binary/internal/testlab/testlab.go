// Package testlab makes network namespaces for tests that send packets. Making them takes root, as the plugins do.
package testlab

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"sort"
	"strings"
	"sync/atomic"
	"testing"

	"gridpool.io/cni/internal/probe"
)

var made atomic.Int64

// Space is one network namespace of a test, gone at its end.
type Space struct {
	T    testing.TB
	Name string
}

// New makes a namespace with its loopback up.
func New(t testing.TB, role string) *Space {
	t.Helper()
	s := &Space{t, fmt.Sprintf("gpc-%d-%d-%s", os.Getpid(), made.Add(1), role)}
	run(t, exec.Command("ip", "netns", "add", s.Name))
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", s.Name).Run() })
	s.IP("link", "set", "lo", "up")
	for key, value := range map[string]string{"ipv4/conf/all/rp_filter": "0", "ipv6/conf/default/accept_dad": "0", "ipv6/conf/default/disable_ipv6": "0"} {
		s.Sysctl(key, value)
	}
	return s
}

// Path is the file of the namespace.
func (s *Space) Path() string {
	return "/run/netns/" + s.Name
}

// IP runs ip in the namespace.
func (s *Space) IP(arguments ...string) string {
	s.T.Helper()
	return run(s.T, exec.Command("ip", append([]string{"-n", s.Name}, arguments...)...))
}

// Sysctl writes a setting of the network.
func (s *Space) Sysctl(key, value string) {
	s.T.Helper()
	s.Inside(func() error { return os.WriteFile("/proc/sys/net/"+key, []byte(value), 0) })
}

// Inside does something in the namespace; processes started there belong to it.
func (s *Space) Inside(do func() error) {
	s.T.Helper()
	if err := probe.Inside(s.Path(), do); err != nil {
		s.T.Fatal(err)
	}
}

// Ping sends one packet from an address (empty: the kernel's choice) and waits a second for the answer.
func (s *Space) Ping(from, to string) error {
	arguments := []string{"-n", "-c", "1", "-W", "1", to}
	if from != "" {
		arguments = append([]string{"-I", from}, arguments...)
	}
	return probe.Inside(s.Path(), func() error {
		if out, err := exec.Command("ping", arguments...).CombinedOutput(); err != nil {
			return fmt.Errorf("ping %v in %s: %w: %s", arguments, s.Name, err, out)
		}
		return nil
	})
}

// MustPing fails the test without an answer, and shows the routes.
func (s *Space) MustPing(from, to string) {
	s.T.Helper()
	if err := s.Ping(from, to); err != nil {
		s.T.Errorf("%v\n%s", err, s.State())
	}
}

// Sent is how many packets a link has sent.
func (s *Space) Sent(link string) int {
	s.T.Helper()
	var shown []struct {
		Stats struct {
			TX struct {
				Packets int `json:"packets"`
			} `json:"tx"`
		} `json:"stats64"`
	}
	if err := json.Unmarshal([]byte(s.IP("-s", "-j", "link", "show", "dev", link)), &shown); err != nil || len(shown) != 1 {
		s.T.Fatalf("statistics of %s: %v", link, err)
	}
	return shown[0].Stats.TX.Packets
}

// RouteTo is the line of "ip route get".
func (s *Space) RouteTo(to string, more ...string) string {
	s.T.Helper()
	return s.IP(append([]string{"route", "get", to}, more...)...)
}

// State is what a plugin may leave behind, in a form to compare: links with addresses, routes, rules, fixed neighbours.
func (s *Space) State() string {
	s.T.Helper()
	var lines []string
	lines = append(lines, fields(s.IP("-o", "link"), 3)...)
	lines = append(lines, fields(s.IP("-o", "addr"), 4)...)
	for _, family := range []string{"-4", "-6"} {
		lines = append(lines, routes(s.IP(family, "route", "show", "table", "all"))...)
		lines = append(lines, strings.Split(s.IP(family, "rule"), "\n")...)
		lines = append(lines, strings.Split(s.IP(family, "neigh", "show", "nud", "permanent"), "\n")...)
	}
	sort.Strings(lines)
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// fields cuts lines, whose end holds numbers that change by themselves.
func fields(text string, count int) []string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		// The kernel gives a link its own address of IPv6 some time after it is up.
		if words := strings.Fields(line); len(words) >= count && !strings.Contains(line, "inet6 fe80:") {
			words[0] = ""
			words[1], _, _ = strings.Cut(words[1], "@") // the other end's index
			lines = append(lines, strings.Join(words[:count], " "))
		}
	}
	return lines
}

// routes leaves out what the kernel makes by itself for links and multicast, and how a route came to be.
func routes(text string) []string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "table local") || strings.HasPrefix(line, "fe80::") || strings.HasPrefix(line, "multicast") || strings.Contains(line, "ff00::") {
			continue
		}
		for _, ending := range []string{" proto static", " proto boot", " onlink", " linkdown"} {
			line = strings.ReplaceAll(line, ending, "")
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

func run(t testing.TB, command *exec.Cmd) string {
	t.Helper()
	// ip complains on stderr of namespaces of others that end while it looks.
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v (as uid %d; namespaces need root): %v: %s", command.Args, os.Geteuid(), err, complaint.String())
	}
	return string(out)
}

// Cable joins two namespaces by a pair of links, both up.
func Cable(one *Space, oneEnd string, other *Space, otherEnd string) {
	one.T.Helper()
	one.IP("link", "add", oneEnd, "type", "veth", "peer", "name", otherEnd, "netns", other.Name)
	one.IP("link", "set", oneEnd, "up")
	other.IP("link", "set", otherEnd, "up")
}

// Give adds addresses in CIDR form to a link.
func (s *Space) Give(link string, addresses ...string) {
	s.T.Helper()
	for _, each := range addresses {
		arguments := []string{"addr", "add", each, "dev", link}
		if netip.MustParsePrefix(each).Addr().Is6() {
			arguments = append(arguments, "nodad")
		}
		s.IP(arguments...)
	}
}
