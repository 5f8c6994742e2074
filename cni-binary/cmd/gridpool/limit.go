package main

import (
	"fmt"
	"os"
	"time"

	"gridpool.io/cni/internal/gate"
)

const (
	// callLimit is for the one call to the agent: it leaves time to say what went wrong.
	callLimit = 9 * time.Second
	// absenceLimit is how long an ADD waits for an agent that is not there: a rolling update takes each agent away for some
	// seconds, and a sandbox that is refused costs its pod more than the wait does.
	absenceLimit = 20 * time.Second
	// reconnectPause is between two looks whether the agent listens again.
	reconnectPause = 100 * time.Millisecond
	// statusLimit is shorter, because runtimes ask for STATUS every few seconds.
	statusLimit = 4 * time.Second
	// probeLimit is for the question whether somebody listens again.
	probeLimit = 500 * time.Millisecond
)

// overdue is the message of a process whose time is up.
func overdue() string {
	if os.Getenv("CNI_COMMAND") == "ADD" {
		return fmt.Sprintf("spiderpool IP allocation error: no answer within %s", gate.ProcessLimit)
	}
	return fmt.Sprintf("gridpool: no answer within %s", gate.ProcessLimit)
}
