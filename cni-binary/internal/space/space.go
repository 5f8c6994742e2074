// Package space is one network namespace as the plugins read and change it, by netlink and sysctl. Values are plain and
// comparable; a change that the kernel refuses is an error that says what was to be changed.
package space

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"gridpool.io/cni/internal/point"
	"gridpool.io/cni/internal/probe"
)

// Space is one network namespace. It is used by one goroutine.
type Space struct {
	// Name is how messages call it: "the node" or "the pod".
	Name    string
	file    *os.File
	kernel  *netlink.Handle
	indexes map[string]int
}

// Node is the namespace of the calling thread, which may leave it then.
func Node() (*Space, error) {
	kernel, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("netlink of the node: %w", err)
	}
	return &Space{Name: "the node", kernel: kernel, indexes: map[string]int{}}, nil
}

// Inside does something in the namespace of a pod, whose space is that of the thread then: entering once is cheaper than
// entering for each setting. Errors: fs.ErrNotExist (wrapped) when nothing is at the path.
func Inside(path string, do func(pod *Space) error) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("the network namespace: %w", err)
	}
	defer file.Close()
	return probe.Inside(path, func() error {
		kernel, err := netlink.NewHandle(unix.NETLINK_ROUTE)
		if err != nil {
			return fmt.Errorf("netlink of %s: %w", path, err)
		}
		defer kernel.Close()
		return do(&Space{Name: "the pod", file: file, kernel: kernel, indexes: map[string]int{}})
	})
}

// Close gives the sockets back.
func (s *Space) Close() {
	s.kernel.Close()
}

// Descriptor is that of the namespace's file, 0 for the node.
func (s *Space) Descriptor() int {
	if s.file == nil {
		return 0
	}
	return int(s.file.Fd())
}

// change does one thing to the namespace, past the fault point of its name.
func (s *Space) change(what string, do func() error) error {
	what += " in " + s.Name
	err := point.Reach(what)
	if err == nil {
		err = do()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// index finds a link by name; names do not move to other links while a plugin runs.
func (s *Space) index(name string) (int, error) {
	if known, ok := s.indexes[name]; ok {
		return known, nil
	}
	link, err := s.kernel.LinkByName(name)
	if err != nil {
		return 0, err
	}
	s.indexes[name] = link.Attrs().Index
	return link.Attrs().Index, nil
}

// sysctls is where the kernel shows the settings of the reader's namespace.
const sysctls = "/proc/sys/net"

// Sysctls reads settings of the network of the pod that the thread is in, keys as "ipv4/conf/all/rp_filter"; what does not exist is left out.
func (s *Space) Sysctls(keys ...string) (map[string]string, error) {
	found := map[string]string{}
	for _, key := range keys {
		value, err := os.ReadFile(filepath.Join(sysctls, key))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[key] = strings.TrimSpace(string(value))
	}
	return found, nil
}

// SetSysctl writes one setting, there too.
func (s *Space) SetSysctl(key, value string) error {
	return s.change("setting "+key+"="+value, func() error {
		return os.WriteFile(filepath.Join(sysctls, key), []byte(value), 0)
	})
}
