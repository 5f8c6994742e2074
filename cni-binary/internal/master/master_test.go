package master

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// device makes a virtual function whose physical one is the loopback interface, and lets the kernel name it.
func device(t *testing.T, physical string) string {
	t.Helper()
	sysfs := t.TempDir()
	folder := filepath.Join(sysfs, "bus/pci/devices/0000:3b:02.1", physical)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	kernel := busOf
	busOf = func(string, string) (string, error) { return "0000:3b:02.1", nil }
	t.Cleanup(func() { busOf = kernel })
	return sysfs
}

func TestAddressesAreThoseOfThePhysicalFunction(t *testing.T) {
	addresses, err := Addresses(device(t, "physfn/net/lo"), "/none", "net1")
	if err != nil || !slices.Contains(addresses, "127.0.0.1/8") {
		t.Errorf("%v: %v", addresses, err)
	}
}

func TestADeviceWithoutAPhysicalFunctionIsNamed(t *testing.T) {
	_, err := Addresses(device(t, "net/lo"), "/none", "net1")
	if err == nil || !strings.Contains(err.Error(), "net1 (0000:3b:02.1) is no virtual function") {
		t.Errorf("%v", err)
	}
}

func TestAnInterfaceThatIsNotThereIsNamed(t *testing.T) {
	_, err := Addresses(t.TempDir(), "/none", "net1")
	if err == nil || !strings.Contains(err.Error(), "match_master_subnet: the device of net1") {
		t.Errorf("%v", err)
	}
}
