package request

import (
	"errors"
	"strings"
	"testing"

	"github.com/containernetworking/cni/pkg/types"
)

func TestDefaultsOfTheIpamSection(t *testing.T) {
	c, err := ParseConfig([]byte(`{"name":"n","ipam":{"type":"gridpool","clean_gateway":null,"later":[1]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if c.IPAM.Socket != "/run/gridpool/gridpool.sock" || c.IPAM.QueueDir != "/var/lib/gridpool/del-queue" ||
		c.IPAM.CleanGateway || c.CNIVersion != "0.1.0" || c.Valid != nil {
		t.Errorf("%+v", c)
	}
}

func TestSpiderpoolsSectionIsTaken(t *testing.T) {
	c, err := ParseConfig([]byte(`{"cniVersion":"0.3.1","name":"n","ipam":{"type":"spiderpool","log_level":"DEBUG",
		"log_file_path":"/var/log/x","log_file_max_size":"100","log_file_max_age":30,"log_file_max_count":7,
		"default_ipv4_ippool":["a","b"],"match_master_subnet":true,"ipam_unix_socket_path":"/s"}}`))
	if err != nil || c.IPAM.Socket != "/s" || strings.Join(c.IPAM.IPv4Pools, " ") != "a b" {
		t.Errorf("%+v: %v", c, err)
	}
}

func TestArgsReadBeforeAFaultAreKept(t *testing.T) {
	args, err := ParseArgs("K8S_POD_NAME=a;broken;K8S_POD_UID=b;IgnoreUnknown=TRUE;X=;")
	if err == nil || args.PodName != "a" || args.PodUID != "b" {
		t.Errorf("%+v: %v", args, err)
	}
}

func TestBoundsOfTheInput(t *testing.T) {
	if _, err := ParseArgs(strings.Repeat("A=B;", argsBytesMax)); err == nil {
		t.Error("CNI_ARGS has no bound")
	}
	if _, err := ParseArgs("IP=" + strings.Repeat("10.0.0.1,", requestedIPsMax) + "10.0.0.1"); err == nil {
		t.Error("IP has no bound")
	}
	pools := strings.Repeat(`"a",`, poolsMax) + `"a"`
	if _, err := ParseConfig([]byte(`{"name":"n","ipam":{"type":"gridpool","default_ipv4_ippool":[` + pools + `]}}`)); err == nil {
		t.Error("a list of pools has no bound")
	}
}

// mustBeFault checks that an error tells the runtime a code.
func mustBeFault(t *testing.T, err error) {
	t.Helper()
	var fault *types.Error
	if err != nil && (!errors.As(err, &fault) || fault.Code != 4 && fault.Code != 6 && fault.Code != 7) {
		t.Errorf("not a fault of the input: %v", err)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(`{"cniVersion":"1.0.0","name":"n","ipam":{"type":"gridpool","default_ipv4_ippool":["a"]}}`))
	f.Add([]byte(`{"name":"n","ipam":{"type":"gridpool"},"cni.dev/valid-attachments":null,"runtimeConfig":{"ips":["::1"]}}`))
	f.Add([]byte(`[1]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseConfig(data)
		mustBeFault(t, err)
		if err == nil && (c.IPAM.Socket == "" || c.IPAM.QueueDir == "" || len(c.IPAM.Socket) > socketPathMax) {
			t.Errorf("%+v", c)
		}
	})
}

func FuzzParseArgs(f *testing.F) {
	f.Add("IgnoreUnknown=1;K8S_POD_NAMESPACE=a;K8S_POD_NAME=b;IP=10.0.0.1,fd00::1/64")
	f.Add(";=;IgnoreUnknown=")
	f.Fuzz(func(t *testing.T, text string) {
		args, err := ParseArgs(text)
		mustBeFault(t, err)
		if err == nil && len(args.RequestedIPs) > requestedIPsMax {
			t.Errorf("%d addresses", len(args.RequestedIPs))
		}
	})
}
