package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestQuantileTakesTheNearestRank(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3}
	for q, want := range map[float64]float64{0: 1, 0.5: 3, 0.99: 5, 1: 5} {
		if got := quantile(values, q); got != want {
			t.Errorf("quantile %v: %v, want %v", q, got, want)
		}
	}
	if quantile(nil, 0.5) != 0 {
		t.Error("no values have a quantile")
	}
}

func TestDuplicatesCountsOnlyHeldAddresses(t *testing.T) {
	pods := []*pod{{address: "a"}, {address: "b"}, {address: "a"}, {}, {}}
	if got := duplicates(pods); got != 1 {
		t.Errorf("%d", got)
	}
}

func TestTicksAreFewAndInside(t *testing.T) {
	for _, to := range []float64{0.3, 1, 7, 110, 300, 12345} {
		list := ticks(0, to)
		if len(list) < 3 || len(list) > 12 || list[len(list)-1] > to*1.001 {
			t.Errorf("0 to %v: %v", to, list)
		}
	}
}

func TestConfigurationsThatCannotRunAreRefused(t *testing.T) {
	system := `"systems":[{"name":"a","command":"x","nodes":[{"name":"n"}],"pods":%t}]`
	for text, want := range map[string]string{
		`{}`:                                  "no system",
		`{` + fmt.Sprintf(system, true) + `}`: "no kubeconfig",
		`{"fault":{"ratePerS":0},` + fmt.Sprintf(system, false) + `}`:             "ratePerS",
		`{"fault":{"nodes":"some"},` + fmt.Sprintf(system, false) + `}`:           "some",
		`{"systems":[{"name":"a","command":"x"}]}`:                                "at least one node",
		`{"sequential":{"calls":9,"block":0},` + fmt.Sprintf(system, false) + `}`: "sequential.block",
	} {
		path := filepath.Join(t.TempDir(), "bench.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadConfig(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestEveryPhaseLeavesItsResults runs the phases that need no API server on the floor plugin, with a sleeping process
// for an agent.
func TestEveryPhaseLeavesItsResults(t *testing.T) {
	dir := t.TempDir()
	plugin := filepath.Join(dir, "floor")
	if out, err := exec.Command("go", "build", "-o", plugin, "./floor").CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	agent := exec.Command("sleep", "100")
	if err := agent.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = agent.Wait() }()
	config := fmt.Sprintf(`{"netns":"/none","baseline":"floor","settleMs":1,"sequential":{"calls":6,"block":2},
		"burst":{"sizes":[5],"rounds":2},"multi":{"calls":6,"rounds":1},
		"fault":{"ratePerS":50,"warmupMs":50,"durationMs":200,"freezeMs":20,"nodes":"all"},
		"systems":[{"name":"floor","command":%q,"config":{"cniVersion":"1.0.0","name":"x","ipam":{"type":"floor"}},
		"nodes":[{"name":"n1","pid":%d},{"name":"n2"}],"leader":"echo $PID","leases":"echo 7",
		"restart":"touch %s/restarted-$NODE","resident":[{"leases":3,"load":"test $LEASES = 3"}]}]}`, plugin, agent.Process.Pid, dir)
	path, out := filepath.Join(dir, "bench.json"), filepath.Join(dir, "out")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(path, out, []string{"seq", "burst", "multi", "resident", "freeze", "kill"}, ""); err != nil {
		t.Fatal(err)
	}
	checkReport(t, filepath.Join(out, "bench.json"))
	for _, phase := range []string{"seq", "burst", "multi", "resident", "freeze", "kill"} {
		checkPicture(t, filepath.Join(out, phase+".svg"))
	}
	if _, err := os.Stat(filepath.Join(dir, "restarted-n1")); err != nil {
		t.Error(err)
	}
}

func checkReport(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	var r Report
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]int{"seq": 6, "burst": 10, "multi": 6, "resident": 6, "freeze": 10, "kill": 10}
	for _, m := range r.Measurements {
		if m.Calls != calls[m.Phase] || m.Failed != 0 || m.P50Ms <= 0 || m.P99Ms < m.P50Ms || m.CPUMs <= 0 {
			t.Errorf("%s", m.line())
		}
		if m.Operation == "ADD" && m.Duplicates == 0 {
			t.Errorf("%s: the floor's one address was not seen twice", m.line())
		}
	}
	if len(r.Measurements) != 10 {
		t.Errorf("%d measurements", len(r.Measurements))
	}
}

// checkPicture reads the file as XML to its end.
func checkPicture(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for decoder := xml.NewDecoder(file); ; {
		if _, err := decoder.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
}

// TestPodsBeyondTheSequentialCallsAreReleasedToo: a phase of faults has more pods than the sequential one has calls.
func TestPodsBeyondTheSequentialCallsAreReleasedToo(t *testing.T) {
	node := &Node{Name: "n1", Netns: "/none"}
	s := &System{Name: "true", Command: "/bin/true", Config: json.RawMessage("{}"), Nodes: []*Node{node}}
	var pods []*pod
	for i := range 7 {
		pods = append(pods, newPod(node, "ns", fmt.Sprintf("pod-%d", i)))
	}
	b := &bench{config: &Config{Sequential: Sequential{Calls: 3, Block: 2}}}
	m := &Measurement{Operation: "DEL"}
	b.callAll(s, pods, m)
	if len(m.Samples) != len(pods) {
		t.Errorf("%d of %d pods were released", len(m.Samples), len(pods))
	}
}
