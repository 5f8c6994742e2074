package main

import (
	"math"
	"slices"
	"sort"
)

// Measurement is what one phase found for one system and operation.
type Measurement struct {
	System     string         `json:"system"`
	Phase      string         `json:"phase"`
	Step       string         `json:"step"` // size of a burst, leases resident, or ""
	Operation  string         `json:"operation"`
	Calls      int            `json:"calls"`
	Failed     int            `json:"failed"`
	P50Ms      float64        `json:"p50Ms"`
	P90Ms      float64        `json:"p90Ms"`
	P99Ms      float64        `json:"p99Ms"`
	MaxMs      float64        `json:"maxMs"`
	AllDoneMs  []float64      `json:"allDoneMs,omitempty"` // bursts: one per round
	CPUMs      float64        `json:"cpuMs"`               // of the plugin's process, mean
	AgentCPUMs float64        `json:"agentCpuMs"`          // of the system's agents per call
	Duplicates int            `json:"duplicates"`          // addresses held twice at the same time
	Errors     map[string]int `json:"errors,omitempty"`
	// Facts are what only this phase knows, such as leftBehind or longestWaitMs.
	Facts map[string]float64 `json:"facts,omitempty"`
	// Rows are the samples: ms of the start, ms it took, ms of CPU, and 0 or the error's code (-1: no code).
	Rows    [][4]float64 `json:"samples"`
	Samples []Sample     `json:"-"`
}

// add takes the samples of one round.
func (m *Measurement) add(samples ...Sample) {
	m.Samples = append(m.Samples, samples...)
}

// fact notes a number.
func (m *Measurement) fact(name string, value float64) {
	if m.Facts == nil {
		m.Facts = map[string]float64{}
	}
	m.Facts[name] = value
}

// finish derives the numbers from the samples. Failed calls count for failed only, not for the times.
func (m *Measurement) finish() *Measurement {
	var took []float64
	m.Calls = len(m.Samples)
	for _, s := range m.Samples {
		m.Rows = append(m.Rows, s.row())
		m.CPUMs += s.CPUMs / float64(m.Calls)
		if s.Error == "" {
			took = append(took, s.TookMs)
			continue
		}
		m.Failed++
		if m.Errors == nil {
			m.Errors = map[string]int{}
		}
		m.Errors[s.Error]++
	}
	m.P50Ms, m.P90Ms = quantile(took, 0.5), quantile(took, 0.9)
	m.P99Ms, m.MaxMs = quantile(took, 0.99), quantile(took, 1)
	return m
}

// row is a sample as it stands in bench.json.
func (x *Sample) row() [4]float64 {
	code := float64(x.Code)
	if x.Error != "" && x.Code == 0 {
		code = -1
	}
	return [4]float64{x.StartMs, x.TookMs, x.CPUMs, code}
}

// quantile returns the value at rank q of the sorted list, 0 for an empty one.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Clone(values)
	sort.Float64s(sorted)
	return sorted[int(math.Round(q*float64(len(sorted)-1)))]
}

// duplicates counts addresses that two of the pods hold.
func duplicates(pods []*pod) int {
	held, twice := map[string]bool{}, 0
	for _, p := range pods {
		if p.address == "" {
			continue
		}
		if held[p.address] {
			twice++
		}
		held[p.address] = true
	}
	return twice
}
