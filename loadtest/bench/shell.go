package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// expand replaces ${NAME} in a path or a network configuration: NODE, SOCKET and NETNS of the node, else the
// environment.
func expand(text string, n *Node) string {
	return os.Expand(text, func(name string) string {
		switch name {
		case "NODE":
			return n.Name
		case "SOCKET":
			return n.Socket
		case "NETNS":
			return n.Netns
		}
		return os.Getenv(name)
	})
}

// shell runs a command of the configuration with NODE, SOCKET, NETNS and PID of a node and further variables in its
// environment, and returns what it prints.
func shell(command string, n *Node, variables ...string) (string, error) {
	run := exec.Command("bash", "-c", command)
	run.Env = append(os.Environ(), "NODE="+n.Name, "SOCKET="+n.Socket, "NETNS="+n.Netns, "PID="+strconv.Itoa(n.Pid))
	run.Env = append(run.Env, variables...)
	run.Stderr = os.Stderr
	out, err := run.Output()
	text := strings.TrimSpace(string(out))
	if err != nil {
		return text, fmt.Errorf("%q: %w", command, err)
	}
	return text, nil
}

// shellNumber runs a command that prints a whole number.
func shellNumber(command string, n *Node) (int, error) {
	text, err := shell(command, n)
	if err != nil {
		return 0, err
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q printed %q, not a number", command, text)
	}
	return number, nil
}

// leases returns how many leases the system holds, -1 where it has no command for that.
func (s *System) leases() (int, error) {
	if s.Leases == "" {
		return -1, nil
	}
	return shellNumber(s.Leases, s.Nodes[0])
}
