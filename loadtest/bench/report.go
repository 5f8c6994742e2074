package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Report is the content of bench.json.
type Report struct {
	Environment  Environment    `json:"environment"`
	Baseline     string         `json:"baseline"`
	Config       *Config        `json:"config"`
	Measurements []*Measurement `json:"measurements"`
}

// write leaves bench.json, bench.md and the plots in a folder. It is called after each phase, so that a run that
// breaks off keeps what it has.
func (r *Report) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "bench.json"), append(data, '\n'), 0o644),
		os.WriteFile(filepath.Join(dir, "bench.md"), []byte(r.markdown()), 0o644),
		r.plots(dir),
	)
}

// line is a measurement in one line, for the terminal.
func (m *Measurement) line() string {
	return fmt.Sprintf("%-18s %-8s %-14s %-3s calls %d failed %d p50 %s p99 %s all done %s cpu %s %v %v", m.System, m.Phase,
		m.Step, m.Operation, m.Calls, m.Failed, number(m.P50Ms), number(m.P99Ms), numbers(m.AllDoneMs), number(m.CPUMs),
		m.Facts, m.Errors)
}

func (r *Report) markdown() string {
	var b strings.Builder
	e := r.Environment
	fmt.Fprintf(&b, "# Bench of %s\n\n%d cores, kernel %s, %d MB, load average %s at the start and %s at the end.\n",
		e.Started, e.Cores, e.Kernel, e.MemoryMB, e.LoadAtStart, e.LoadAtEnd)
	fmt.Fprintf(&b, "Times in ms; one call is a whole process. × is the ratio to %s in the same phase.\n", r.Baseline)
	for _, phase := range r.phases() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", phase, about[phase])
		b.WriteString("| system | step | call | calls | failed | p50 | × | p99 | × | max | all done | × | CPU plugin / agents | twice | more |\n")
		b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
		for _, m := range r.Measurements {
			if m.Phase == phase {
				b.WriteString(r.row(m))
			}
		}
	}
	fmt.Fprintf(&b, "\n## Versions\n\nGo %s\n", e.Go)
	for _, name := range slices.Sorted(maps.Keys(e.Versions)) {
		fmt.Fprintf(&b, "- %s: %s\n", name, e.Versions[name])
	}
	return b.String()
}

var about = map[string]string{
	"seq":      "One call at a time on one node, systems in turn in blocks.",
	"burst":    "Calls released together on one node.",
	"multi":    "Calls released together on all nodes of the system, one pool.",
	"api":      "Writes to the API server, and ADDs while it is stopped.",
	"resident": "One call at a time with a number of leases held.",
	"kill":     "ADDs in an open loop; the leading agent gets SIGKILL.",
	"roll":     "ADDs in an open loop on the nodes whose agents run; each agent in turn is stopped in order and started again.",
	"freeze":   "ADDs in an open loop; the leading agent gets SIGSTOP, later SIGCONT.",
}

// phases returns the phases in the order they were measured.
func (r *Report) phases() []string {
	var names []string
	for _, m := range r.Measurements {
		if !slices.Contains(names, m.Phase) {
			names = append(names, m.Phase)
		}
	}
	return names
}

func (r *Report) row(m *Measurement) string {
	base := r.base(m)
	cells := []string{
		m.System, m.Step, m.Operation, decimal(m.Calls), decimal(m.Failed),
		number(m.P50Ms), ratio(m.P50Ms, base.P50Ms), number(m.P99Ms), ratio(m.P99Ms, base.P99Ms), number(m.MaxMs),
		number(quantile(m.AllDoneMs, 0.5)), ratio(quantile(m.AllDoneMs, 0.5), quantile(base.AllDoneMs, 0.5)),
		number(m.CPUMs) + " / " + number(m.AgentCPUMs), decimal(m.Duplicates), m.more(),
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// base returns the baseline's measurement of the same thing, an empty one where there is none.
func (r *Report) base(m *Measurement) *Measurement {
	for _, other := range r.Measurements {
		same := other.Phase == m.Phase && other.Step == m.Step && other.Operation == m.Operation
		if same && other.System == r.Baseline {
			return other
		}
	}
	return &Measurement{}
}

// more lists facts and errors.
func (m *Measurement) more() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(m.Facts)) {
		parts = append(parts, fmt.Sprintf("%s %s", name, number(m.Facts[name])))
	}
	for _, text := range slices.Sorted(maps.Keys(m.Errors)) {
		parts = append(parts, fmt.Sprintf("%d × “%s”", m.Errors[text], strings.ReplaceAll(text, "|", "/")))
	}
	return strings.Join(parts, "; ")
}

func ratio(value, base float64) string {
	if value == 0 || base == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", value/base)
}

// number shows three digits, as far as they mean something.
func number(value float64) string {
	switch {
	case value == 0:
		return "0"
	case value < 10:
		return fmt.Sprintf("%.2f", value)
	case value < 100:
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.0f", value)
}

func numbers(values []float64) string {
	var parts []string
	for _, v := range values {
		parts = append(parts, number(v))
	}
	return "[" + strings.Join(parts, " ") + "]"
}
