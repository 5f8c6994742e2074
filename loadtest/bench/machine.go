package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Environment says where and with what the numbers were taken.
type Environment struct {
	Started     string            `json:"started"`
	Cores       int               `json:"cores"`
	Kernel      string            `json:"kernel"`
	MemoryMB    int               `json:"memoryMB"`
	LoadAtStart string            `json:"loadAtStart"`
	LoadAtEnd   string            `json:"loadAtEnd"`
	Go          string            `json:"go"`
	Versions    map[string]string `json:"versions"`
}

func environment(c *Config) Environment {
	e := Environment{
		Started: time.Now().UTC().Format(time.RFC3339), Cores: runtime.NumCPU(), Go: runtime.Version(),
		Kernel: firstLine("/proc/sys/kernel/osrelease"), LoadAtStart: load(), Versions: map[string]string{},
	}
	var info syscall.Sysinfo_t
	if syscall.Sysinfo(&info) == nil {
		e.MemoryMB = int(uint64(info.Totalram) * uint64(info.Unit) >> 20)
	}
	for name, command := range map[string]string{"etcd": "etcd --version", "java": "java -version", "kubectl": "kubectl version --client"} {
		if out, err := exec.Command("bash", "-c", command+" 2>&1").Output(); err == nil {
			e.Versions[name], _, _ = strings.Cut(string(out), "\n")
		}
	}
	for _, s := range c.Systems {
		if file, err := os.Stat(expand(s.Command, s.Nodes[0])); err == nil {
			e.Versions[s.Name] = fmt.Sprintf("binary of %d bytes", file.Size())
		}
	}
	return e
}

func firstLine(path string) string {
	data, _ := os.ReadFile(path)
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return string(line)
}

// load returns the load averages of 1, 5 and 15 minutes.
func load() string {
	fields := strings.Fields(firstLine("/proc/loadavg"))
	return strings.Join(fields[:min(3, len(fields))], " ")
}

// agentCPU returns the CPU time that the system's agents have used so far, in ms with a resolution of 10 ms.
func (s *System) agentCPU() float64 {
	const msPerTick = 10
	total, seen := 0.0, map[int]bool{}
	for _, n := range s.Nodes {
		if n.Pid == 0 || seen[n.Pid] {
			continue
		}
		seen[n.Pid] = true
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", n.Pid))
		end := bytes.LastIndexByte(data, ')')
		if err != nil || end < 0 {
			continue
		}
		fields := strings.Fields(string(data[end+1:]))
		user, _ := strconv.ParseFloat(fields[11], 64)
		system, _ := strconv.ParseFloat(fields[12], 64)
		total += (user + system) * msPerTick
	}
	return total
}
