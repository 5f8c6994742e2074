package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gridpool.io/cni/internal/testagent"
)

// binary is the compiled plugin: tests run it as a runtime does.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "gridpool-cni")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "gridpool")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// node is one node of a test: a socket, a queue and perhaps an agent.
type node struct {
	t      *testing.T
	socket string
	queue  string
}

func newNode(t *testing.T) *node {
	t.Helper()
	dir := t.TempDir()
	return &node{t: t, socket: filepath.Join(dir, "agent.sock"), queue: filepath.Join(dir, "queue")}
}

// serve starts an agent on the node's socket.
func (n *node) serve(a *testagent.Agent) *testagent.Agent {
	n.t.Helper()
	stop, err := a.Serve(n.socket)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(stop)
	return a
}

// config returns a network configuration; more is JSON that joins the top level.
func (n *node) config(cniVersion, more string) string {
	return fmt.Sprintf(`{"cniVersion":%q,"name":"net1","ipam":{"type":"gridpool","ipam_unix_socket_path":%q,"del_queue_dir":%q}%s}`,
		cniVersion, n.socket, n.queue, more)
}

// outcome is what a runtime sees of a call.
type outcome struct {
	exit   int
	stdout []byte
	took   time.Duration
}

const podArgs = "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web-0;K8S_POD_INFRA_CONTAINER_ID=c1;K8S_POD_UID=u1"

// call runs the plugin for container c1, interface eth0; variables override the usual ones.
func (n *node) call(verb, config string, variables ...string) outcome {
	n.t.Helper()
	run := exec.Command(binary)
	run.Stdin = strings.NewReader(config)
	run.Env = append([]string{
		"CNI_COMMAND=" + verb, "CNI_CONTAINERID=c1", "CNI_NETNS=/run/netns/none", "CNI_IFNAME=eth0", "CNI_PATH=/none",
		"CNI_ARGS=" + podArgs,
	}, variables...)
	var out bytes.Buffer
	run.Stdout, run.Stderr = &out, os.Stderr
	start := time.Now()
	_ = run.Run()
	return outcome{run.ProcessState.ExitCode(), out.Bytes(), time.Since(start)}
}

// fault is the error that a plugin prints.
type fault struct {
	Code    uint   `json:"code"`
	Msg     string `json:"msg"`
	Details string `json:"details"`
}

func (o outcome) fault(t *testing.T) fault {
	t.Helper()
	var f fault
	if err := json.Unmarshal(o.stdout, &f); err != nil || o.exit != 1 {
		t.Fatalf("exit %d and %q, not an error: %v", o.exit, o.stdout, err)
	}
	return f
}

// mustFail checks code and text of an error.
func (o outcome) mustFail(t *testing.T, code uint, texts ...string) {
	t.Helper()
	f := o.fault(t)
	if f.Code != code {
		t.Errorf("code %d, want %d: %s", f.Code, code, f.Msg)
	}
	for _, text := range texts {
		if !strings.Contains(f.Msg+f.Details, text) {
			t.Errorf("message %q / %q lacks %q", f.Msg, f.Details, text)
		}
	}
}

// mustBeSilent checks success without output.
func (o outcome) mustBeSilent(t *testing.T) {
	t.Helper()
	if o.exit != 0 || len(o.stdout) != 0 {
		t.Fatalf("exit %d, %q; want silence", o.exit, o.stdout)
	}
}
