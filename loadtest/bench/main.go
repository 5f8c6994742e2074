// Command bench measures what CNI IPAM plugins cost per call, side by side, on real processes. README.md has the
// configuration and what each phase does.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bench is one run.
type bench struct {
	config  *Config
	stage   *stage
	results []*Measurement
}

func main() {
	path := flag.String("config", "bench.json", "the configuration")
	out := flag.String("out", "results", "folder for bench.json, bench.md and the plots")
	phases := flag.String("phases", "seq,burst,multi,api,resident,kill,freeze", "what to measure, in this order")
	only := flag.String("only", "", "names of systems, separated by commas; empty: all")
	flag.Parse()
	resumeWhenInterrupted()
	if err := run(*path, *out, strings.Split(*phases, ","), *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(path, out string, phases []string, only string) error {
	b, err := newBench(path, only)
	if err != nil {
		return err
	}
	report := &Report{Environment: environment(b.config), Baseline: b.config.Baseline, Config: b.config}
	for _, phase := range phases {
		before := len(b.results)
		fmt.Fprintf(os.Stderr, "%s phase %s\n", time.Now().Format(time.TimeOnly), phase)
		if err := b.phase(phase); err != nil {
			return fmt.Errorf("phase %s: %w", phase, err)
		}
		for _, m := range b.results[before:] {
			fmt.Fprintln(os.Stderr, "   ", m.line())
		}
		report.Measurements = b.results
		report.Environment.LoadAtEnd = load()
		if err := report.write(out); err != nil {
			return err
		}
	}
	fmt.Printf("results in %s: bench.json, bench.md and the plots\n", out)
	return nil
}

func newBench(path, only string) (*bench, error) {
	c, err := loadConfig(path)
	if err != nil {
		return nil, err
	}
	if only != "" {
		wanted := strings.Split(only, ",")
		c.Systems = slices.DeleteFunc(c.Systems, func(s *System) bool { return !slices.Contains(wanted, s.Name) })
	}
	b := &bench{config: c, stage: newStage(c.Namespace)}
	return b, b.stage.prepare(c.Systems)
}

func (b *bench) phase(name string) error {
	var systems []*System
	for _, s := range b.config.Systems {
		if s.takesPart(name) {
			systems = append(systems, s)
		}
	}
	switch name {
	case "seq":
		return b.sequential(systems)
	case "burst":
		return b.bursts(systems)
	case "multi":
		return b.multi(systems)
	case "api":
		return b.api(systems)
	case "resident":
		return b.resident(systems)
	case "kill":
		return b.kill(systems)
	case "kill20":
		return b.again(systems)
	case "roll":
		return b.roll(systems)
	case "freeze":
		return b.freeze(systems)
	}
	return fmt.Errorf("%q is no phase", name)
}

// measure starts a measurement and keeps it.
func (b *bench) measure(s *System, phase, step, operation string) *Measurement {
	m := &Measurement{System: s.Name, Phase: phase, Step: step, Operation: operation}
	b.results = append(b.results, m)
	return m
}

// baseline returns the system that ratios are taken against, nil where it is not measured.
func (b *bench) baseline() *System {
	for _, s := range b.config.Systems {
		if s.Name == b.config.Baseline {
			return s
		}
	}
	return nil
}

func decimal(n int) string {
	return strconv.Itoa(n)
}
