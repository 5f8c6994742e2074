package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// Config is the whole of bench.json; README.md explains each key. A plugin's path, variables and configuration may hold
// ${NAME}: NODE, SOCKET or NETNS of the node at hand, else the environment. Shell commands find NODE, SOCKET, NETNS and
// PID in their environment, and LEASES in a resident step.
type Config struct {
	Kubeconfig   string `json:"kubeconfig"` // empty: pods are names only, and the phase "api" is left out
	Namespace    string `json:"namespace"`
	Netns        string `json:"netns"`        // path for systems whose nodes name none
	Baseline     string `json:"baseline"`     // the system that ratios are taken against
	ApiserverPid string `json:"apiserverPid"` // a file with the pid; given: the phase "api" also freezes that process
	CallLimitMs  int    `json:"callLimitMs"`  // a call that lasts longer is killed and counts as failed
	SettleMs     int    `json:"settleMs"`     // pause after pods were made or ended, before calls are timed

	Sequential Sequential `json:"sequential"`
	Burst      Burst      `json:"burst"`
	Multi      Multi      `json:"multi"`
	Fault      Fault      `json:"fault"`
	Systems    []*System  `json:"systems"`
}

// Sequential is for the phases seq, api and resident: calls one at a time, systems in turn in blocks.
type Sequential struct {
	Calls int `json:"calls"`
	Block int `json:"block"`
}

// Burst is for the phase burst: sizes are numbers of calls released together on the first node.
type Burst struct {
	Sizes  []int `json:"sizes"`
	Rounds int   `json:"rounds"`
}

// Multi is for the phase multi: calls released together, spread over all nodes of the system.
type Multi struct {
	Calls  int `json:"calls"`
	Rounds int `json:"rounds"`
}

// Fault is for the phases kill and freeze: an open loop of ADDs, with the fault after WarmupMs.
type Fault struct {
	RatePerS   int    `json:"ratePerS"`
	WarmupMs   int    `json:"warmupMs"`
	DurationMs int    `json:"durationMs"` // of the loop, warm-up included
	FreezeMs   int    `json:"freezeMs"`   // from SIGSTOP to SIGCONT
	RestartMs  int    `json:"restartMs"`  // from SIGKILL to the system's restart command; 0: when the loop has ended
	Nodes      string `json:"nodes"`      // "others": nodes whose own agent is not the victim; "all"
	RetryMs    int    `json:"retryMs"`    // a call refused with code 11 is made again after this; 0: it failed
}

// System is one IPAM plugin to be measured.
type System struct {
	Name    string            `json:"name"`
	Command string            `json:"command"` // the plugin
	Env     map[string]string `json:"env"`
	Config  json.RawMessage   `json:"config"` // the network configuration that the plugin reads
	Nodes   []*Node           `json:"nodes"`
	Pods    bool              `json:"pods"` // each call is for a real Pod object, bound to the node
	// An API server of its own, for one that would meddle with the others' objects; empty: the common one.
	Kubeconfig string   `json:"kubeconfig"`
	Phases     []string `json:"phases"`
	Leases     string   `json:"leases"`  // shell command that prints how many leases are held
	Leader     string   `json:"leader"`  // shell command that prints the pid of the leading agent
	Restart    string   `json:"restart"` // shell command that starts the agent of NODE again and prints its pid

	Resident []Resident `json:"resident"`
}

// Node is where a system's calls are made: an agent's socket and pid where there is an agent.
type Node struct {
	Name   string `json:"name"`
	Socket string `json:"socket"`
	Netns  string `json:"netns"`
	Pid    int    `json:"pid"`
}

// Resident is a step of the phase resident: Load brings the system to this number of leases.
type Resident struct {
	Leases int    `json:"leases"`
	Load   string `json:"load"`
}

func defaults() *Config {
	return &Config{
		Namespace: "gridpool-bench", CallLimitMs: 60_000, SettleMs: 2_000,
		Sequential: Sequential{Calls: 100, Block: 5},
		Burst:      Burst{Sizes: []int{110}, Rounds: 3},
		Multi:      Multi{Calls: 300, Rounds: 1},
		Fault: Fault{
			RatePerS: 100, WarmupMs: 5_000, DurationMs: 20_000, FreezeMs: 8_000, Nodes: "others",
		},
	}
}

// loadConfig reads bench.json over the defaults.
func loadConfig(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := defaults()
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c.Kubeconfig, c.ApiserverPid = os.ExpandEnv(c.Kubeconfig), os.ExpandEnv(c.ApiserverPid)
	for _, s := range c.Systems {
		if s.Kubeconfig = os.ExpandEnv(s.Kubeconfig); s.Kubeconfig == "" {
			s.Kubeconfig = c.Kubeconfig
		}
	}
	return c, c.check()
}

func (c *Config) check() error {
	if len(c.Systems) == 0 {
		return errors.New("the configuration names no system")
	}
	if c.Sequential.Block < 1 || c.Sequential.Calls < 1 || c.Fault.RatePerS < 1 {
		return errors.New("sequential.calls, sequential.block and fault.ratePerS must be at least 1")
	}
	if c.Fault.Nodes != "others" && c.Fault.Nodes != "all" {
		return fmt.Errorf("fault.nodes is %q, not \"others\" or \"all\"", c.Fault.Nodes)
	}
	for _, s := range c.Systems {
		if s.Name == "" || s.Command == "" || len(s.Nodes) == 0 {
			return fmt.Errorf("system %q needs a name, a command and at least one node", s.Name)
		}
		if s.Pods && s.Kubeconfig == "" {
			return fmt.Errorf("system %s wants real pods, and there is no kubeconfig", s.Name)
		}
		for _, n := range s.Nodes {
			if n.Netns == "" {
				n.Netns = c.Netns
			}
		}
	}
	return nil
}

func (c *Config) callLimit() time.Duration {
	return time.Duration(c.CallLimitMs) * time.Millisecond
}

func (c *Config) settle() {
	time.Sleep(time.Duration(c.SettleMs) * time.Millisecond)
}

// takesPart says whether the system is measured in a phase; no list means all phases.
func (s *System) takesPart(phase string) bool {
	for _, p := range s.Phases {
		if p == phase {
			return true
		}
	}
	return len(s.Phases) == 0
}
