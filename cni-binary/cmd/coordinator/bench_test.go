package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// floorSource is the plugin that reads its configuration and prints a constant: what the process itself costs.
const floorSource = "../../../loadtest/bench/floor"

func buildFloor(b *testing.B) string {
	b.Helper()
	out := filepath.Join(b.TempDir(), "floor")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, ".")
	build.Dir, build.Env = floorSource, append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, said)
	}
	return out
}

// report says the median and the 99th percentile in milliseconds.
func report(b *testing.B, took []time.Duration, name string) {
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), name+"-p50-ms")
	b.ReportMetric(at(0.99), name+"-p99-ms")
}

// BenchmarkAdd runs floor, ADD, repeated ADD and DEL in turn, so that all meet the same machine. ADD is that of an
// underlay pod's first NIC with two families: pair, routes, neighbours, rules, marks.
func BenchmarkAdd(b *testing.B) {
	floor := buildFloor(b)
	s := newSite(b).inSubnet()
	p := s.pod("a1")
	n := eth0(5)
	p.plug(n)
	took := map[string][]time.Duration{}
	run := func(name, program, verb string) {
		start := time.Now()
		if o := p.call(program, verb, p.config(n, "1.0.0", ""), n); o.exit != 0 {
			b.Fatal(o.stdout)
		}
		took[name] = append(took[name], time.Since(start))
	}
	b.ResetTimer()
	for range b.N {
		run("floor", floor, "ADD")
		run("ADD", binary, "ADD")
		run("again", binary, "ADD")
		run("DEL", binary, "DEL")
	}
	for _, name := range []string{"floor", "ADD", "again", "DEL"} {
		report(b, took[name], name)
	}
}

// BenchmarkChanges counts what an ADD asks of the kernel beside reading: each change is one netlink call.
func BenchmarkChanges(b *testing.B) {
	s := newSite(b).inSubnet()
	p := s.pod("a1")
	for _, n := range []nic{eth0(5), net1(5)} {
		p.plug(n)
		notes := filepath.Join(b.TempDir(), n.name)
		if o := p.call(faulty, "ADD", p.config(n, "1.0.0", ""), n, "GRIDPOOL_POINTS="+notes); o.exit != 0 {
			b.Fatal(o.stdout)
		}
		data, err := os.ReadFile(notes)
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("changes for %s:\n%s", n.name, data)
		b.ReportMetric(float64(strings.Count(string(data), "\n")), n.name+"-changes")
	}
}
