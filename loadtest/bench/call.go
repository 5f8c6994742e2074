package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// pod is whom a call is for: a name, and a real Pod object where the system wants one.
type pod struct {
	node        *Node
	namespace   string
	name        string
	uid         string
	containerID string
	address     string // held since a successful ADD, "" otherwise
}

// newPod derives ids from the name.
func newPod(node *Node, namespace, name string) *pod {
	sum := sha256.Sum256([]byte(name))
	text := hex.EncodeToString(sum[:])
	uid := strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:32]}, "-")
	return &pod{node: node, namespace: namespace, name: name, uid: uid, containerID: text}
}

// Sample is one call: how long it took, and how it ended.
type Sample struct {
	StartMs float64 // since the phase's start, burst's release or the loop's start
	TookMs  float64 // wall time; in an open loop since the call was due
	CPUMs   float64 // user and system time of the plugin's process
	Error   string
	Code    int // CNI error code
	Tries   int
}

// invoke runs the plugin once as a container runtime does: environment, configuration on stdin, wait for the exit.
// The clock runs from since, which lies before the call where it had to wait for its turn.
func (s *System) invoke(operation string, p *pod, origin, since time.Time, limit time.Duration) Sample {
	command := s.command(operation, p)
	var out, diagnostics bytes.Buffer
	command.Stdout, command.Stderr = &out, &diagnostics
	err := command.Start()
	if err == nil {
		killer := time.AfterFunc(limit, func() { _ = command.Process.Kill() })
		err = command.Wait()
		killer.Stop()
	}
	sample := Sample{StartMs: milliseconds(since.Sub(origin)), TookMs: milliseconds(time.Since(since)), Tries: 1}
	if state := command.ProcessState; state != nil {
		sample.CPUMs = milliseconds(state.UserTime() + state.SystemTime())
	}
	sample.judge(operation, p, err, out.Bytes(), diagnostics.String())
	return sample
}

func (s *System) command(operation string, p *pod) *exec.Cmd {
	path := expand(s.Command, p.node)
	command := exec.Command(path)
	command.Stdin = strings.NewReader(expand(string(s.Config), p.node))
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "CNI_COMMAND=" + operation, "CNI_CONTAINERID=" + p.containerID,
		"CNI_NETNS=" + p.node.Netns, "CNI_IFNAME=eth0", "CNI_PATH=" + filepath.Dir(path),
		fmt.Sprintf("CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s;K8S_POD_UID=%s",
			p.namespace, p.name, p.containerID, p.uid),
	}
	for key, value := range s.Env {
		command.Env = append(command.Env, key+"="+expand(value, p.node))
	}
	return command
}

// judge reads the answer: an error, or the address of an ADD.
func (x *Sample) judge(operation string, p *pod, err error, out []byte, diagnostics string) {
	var answer struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		IPs  []struct {
			Address string `json:"address"`
		} `json:"ips"`
	}
	decodeErr := json.Unmarshal(out, &answer)
	switch {
	case err != nil && answer.Msg != "":
		x.Code, x.Error = answer.Code, anonymous(answer.Msg, p)
	case err != nil:
		x.Error = anonymous(err.Error()+" "+diagnostics, p)
	case operation == "ADD" && (decodeErr != nil || len(answer.IPs) == 0):
		x.Error = "no address in the result"
	case operation == "ADD":
		p.address = answer.IPs[0].Address
	default:
		p.address = ""
	}
}

var variable = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}|\d+\.\d+\.\d+\.\d+`)

// anonymous strips what differs between calls, so that equal errors count as one.
func anonymous(text string, p *pod) string {
	const shownMax = 240
	text = variable.ReplaceAllString(strings.ReplaceAll(text, p.name, "POD"), "#")
	if len(text) > shownMax {
		text = text[:shownMax]
	}
	return strings.TrimSpace(text)
}

// milliseconds keeps two digits, which is what a clock around a process is good for.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d.Microseconds())/10) / 100
}
