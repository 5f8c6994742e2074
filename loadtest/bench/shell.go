package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// expand replaces ${NAME} by a value of the node, or of the environment.
func expand(text string, n *Node) string {
	return os.Expand(text, func(name string) string {
		if n != nil {
			switch name {
			case "NODE":
				return n.Name
			case "SOCKET":
				return n.Socket
			case "NETNS":
				return n.Netns
			case "PID":
				return strconv.Itoa(n.Pid)
			}
		}
		return os.Getenv(name)
	})
}

// shell runs a command of the configuration with further variables, and returns what it prints.
func shell(command string, variables ...string) (string, error) {
	run := exec.Command("bash", "-c", command)
	run.Env = append(os.Environ(), variables...)
	run.Stderr = os.Stderr
	out, err := run.Output()
	text := strings.TrimSpace(string(out))
	if err != nil {
		return text, fmt.Errorf("%q: %w", command, err)
	}
	return text, nil
}

// shellNumber runs a command that prints a whole number.
func shellNumber(command string, variables ...string) (int, error) {
	text, err := shell(command, variables...)
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
	return shellNumber(expand(s.Leases, s.Nodes[0]))
}
