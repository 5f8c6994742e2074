package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// plots writes one picture per phase that has something to show.
func (r *Report) plots(dir string) error {
	var faults []error
	for _, phase := range r.phases() {
		var c chart
		switch phase {
		case "seq", "resident":
			c = r.distribution(phase)
		case "burst", "multi":
			c = r.progress(phase)
		case "kill", "freeze":
			c = r.waits(phase)
		default:
			continue
		}
		faults = append(faults, os.WriteFile(filepath.Join(dir, phase+".svg"), []byte(c.svg()), 0o644))
	}
	return errors.Join(faults...)
}

// adds returns the measurements of a phase's ADDs.
func (r *Report) adds(phase string) []*Measurement {
	var list []*Measurement
	for _, m := range r.Measurements {
		if m.Phase == phase && m.Operation == "ADD" && len(m.Samples) > m.Failed {
			list = append(list, m)
		}
	}
	return list
}

// distribution shows which share of the ADDs took at most how long.
func (r *Report) distribution(phase string) chart {
	c := chart{title: "ADD, one at a time (" + phase + ")", x: "ms, logarithmic", y: "% of calls done", logarithmic: true}
	for _, m := range r.adds(phase) {
		var took []float64
		for _, s := range m.Samples {
			if s.Error == "" {
				took = append(took, s.TookMs)
			}
		}
		c.series = append(c.series, steps(m, took, 100/float64(len(took))))
	}
	return c
}

// progress shows how many calls of a burst had ended by when; the first round.
func (r *Report) progress(phase string) chart {
	c := chart{title: "ADD, all released at 0 (" + phase + ")", x: "ms since the release", y: "calls done"}
	for _, m := range r.adds(phase) {
		var took []float64
		for _, s := range m.Samples[:len(m.Samples)/max(len(m.AllDoneMs), 1)] {
			if s.Error == "" {
				took = append(took, s.TookMs)
			}
		}
		c.series = append(c.series, steps(m, took, 1))
	}
	return c
}

// waits shows each call of an open loop at the time it was due.
func (r *Report) waits(phase string) chart {
	c := chart{title: "ADD under load, " + phase + " of the leading agent", x: "s since the start", y: "ms until the answer", dots: true}
	strike := float64(r.Config.Fault.WarmupMs) / 1000
	c.mark = &strike
	for _, m := range r.adds(phase) {
		s := series{name: legend(m)}
		for _, x := range m.Samples {
			s.points = append(s.points, point{x.StartMs / 1000, x.TookMs})
		}
		c.series = append(c.series, s)
	}
	return c
}

// steps sorts values and counts them up by height.
func steps(m *Measurement, values []float64, height float64) series {
	s := series{name: legend(m)}
	slices.Sort(values)
	for i, v := range values {
		s.points = append(s.points, point{v, float64(i+1) * height})
	}
	return s
}

func legend(m *Measurement) string {
	if m.Step == "" {
		return m.System
	}
	return m.System + ", " + m.Step
}
