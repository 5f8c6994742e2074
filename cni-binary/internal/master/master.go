// Package master finds the physical device behind a pod's SR-IOV interface, and its addresses.
package master

import (
	"fmt"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"gridpool.io/cni/internal/probe"
)

// Sysfs is where the host's devices are.
const Sysfs = "/sys"

// busOf asks the kernel for the PCI address of an interface in a network namespace; tests replace it.
var busOf = func(netns, ifName string) (bus string, err error) {
	err = probe.Inside(netns, func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		info, err := unix.IoctlGetEthtoolDrvinfo(fd, ifName)
		if err != nil {
			return err
		}
		bus = unix.ByteSliceToString(info.Bus_info[:])
		return nil
	})
	return bus, err
}

// Addresses returns the addresses, in CIDR form, of the physical function whose virtual function is ifName in the pod.
func Addresses(sysfs, netns, ifName string) ([]string, error) {
	bus, err := busOf(netns, ifName)
	if err != nil {
		return nil, fmt.Errorf("match_master_subnet: the device of %s: %w", ifName, err)
	}
	devices, err := os.ReadDir(filepath.Join(sysfs, "bus/pci/devices", filepath.Base(bus), "physfn/net"))
	if err != nil {
		return nil, fmt.Errorf("match_master_subnet: %s (%s) is no virtual function of SR-IOV: %w", ifName, bus, err)
	}
	var found []string
	for _, device := range devices {
		addresses, err := addressesOf(device.Name())
		if err != nil {
			return nil, err
		}
		found = append(found, addresses...)
	}
	return found, nil
}

func addressesOf(device string) ([]string, error) {
	master, err := net.InterfaceByName(device)
	if err != nil {
		return nil, fmt.Errorf("match_master_subnet: %s: %w", device, err)
	}
	addresses, err := master.Addrs()
	if err != nil {
		return nil, fmt.Errorf("match_master_subnet: the addresses of %s: %w", device, err)
	}
	var found []string
	for _, address := range addresses {
		if network, isNetwork := address.(*net.IPNet); isNetwork && !network.IP.IsLinkLocalUnicast() {
			found = append(found, network.String())
		}
	}
	return found, nil
}
