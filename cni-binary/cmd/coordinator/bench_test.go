package main

import (
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gridpool.io/cni/internal/coordinate"
	"gridpool.io/cni/internal/wire"
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

// BenchmarkAdd runs floor, the kernel's part, ADD, repeated ADD and DEL in turn, so that all meet the same machine. ADD is that of an
// underlay pod's first NIC with two families: pair, routes, neighbours, rules, marks.
func BenchmarkAdd(b *testing.B) {
	floor := buildFloor(b)
	s := newSite(b).inSubnet()
	p := s.pod("a1")
	n := eth0(5)
	p.plug(n)
	took, cpu := map[string][]time.Duration{}, map[string]time.Duration{}
	run := func(name, program, verb string) {
		start := time.Now()
		o := p.call(program, verb, p.config(n, "1.0.0", ""), n)
		if o.exit != 0 {
			b.Fatal(o.stdout)
		}
		took[name] = append(took[name], time.Since(start))
		cpu[name] += o.cpu
	}
	b.ResetTimer()
	for range b.N {
		s.node.Inside(func() error { return kernelOnly(p, n, took) })
		run("floor", floor, "ADD")
		run("ADD", binary, "ADD")
		run("again", binary, "ADD")
		run("DEL", binary, "DEL")
	}
	for _, name := range []string{"floor", "kernel", "ADD", "again", "DEL"} {
		report(b, took[name], name)
		if spent, measured := cpu[name]; measured {
			b.ReportMetric(float64(spent.Microseconds())/1000/float64(b.N), name+"-cpu-ms")
		}
	}
}

// kernelOnly makes and takes away the same in this process: what an ADD's netlink calls cost.
func kernelOnly(p *pod, n nic, took map[string][]time.Duration) error {
	call := coordinate.Call{Container: p.container, Netns: p.Path(), NIC: n.name}
	for _, each := range n.addresses {
		call.Addresses = append(call.Addresses, netip.MustParsePrefix(each))
	}
	for _, each := range n.gateways {
		call.Gateways = append(call.Gateways, netip.MustParseAddr(each))
	}
	settings, err := coordinate.Merge(&coordinate.Config{}, &wire.Settings{
		Mode: "auto", TunePodRoutes: true, HijackCIDRs: []string{"169.254.0.0/16"}, PodRPFilter: new(int32),
		ServiceCIDRs: []string{"10.96.0.0/12", "fd96::/108"}, OverlayPodCIDRs: []string{"10.244.0.0/16"},
	})
	if err != nil {
		return err
	}
	start := time.Now()
	if _, err := coordinate.Add(call, func() (*coordinate.Settings, error) { return settings, nil }); err != nil {
		return err
	}
	took["kernel"] = append(took["kernel"], time.Since(start))
	return coordinate.Delete(call)
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
