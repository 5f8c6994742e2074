package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gridpool.io/cni/internal/testlab"
)

// plugin builds the plugin and returns how a runtime calls it on a node.
func plugin(t *testing.T, node *testlab.Space) func(verb, config string) (string, int) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "ifacer")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return func(verb, config string) (string, int) {
		run := exec.Command(binary)
		run.Stdin = strings.NewReader(config)
		run.Env = []string{"CNI_COMMAND=" + verb, "CNI_CONTAINERID=c", "CNI_NETNS=/run/netns/gpc-none", "CNI_IFNAME=eth0", "CNI_PATH=/none", "CNI_NETNS_OVERRIDE=1"}
		var out []byte
		node.Inside(func() error { out, _ = run.Output(); return nil })
		return string(out), run.ProcessState.ExitCode()
	}
}

func TestAFaultNamesThePluginAndTheLinkAndDelIsAlwaysSilent(t *testing.T) {
	node := testlab.New(t, "node")
	call := plugin(t, node)
	const config = `{"cniVersion":"1.1.0","name":"n","type":"ifacer","interfaces":["up1"],"vlanID":50}`
	if out, exit := call("ADD", config); exit != 1 || !strings.Contains(out, "ifacer: the node has no link up1") {
		t.Errorf("%d %s", exit, out)
	}
	for _, verb := range []string{"DEL", "STATUS", "GC"} {
		if out, exit := call(verb, config); exit != 0 || out != "" {
			t.Errorf("%s: %d %s", verb, exit, out)
		}
	}
	if out, exit := call("ADD", `{"cniVersion":"1.1.0","name":"n","interfaces":["up1"]}`); exit != 1 || !strings.Contains(out, `"code": 7`) {
		t.Errorf("%d %s", exit, out)
	}
}
