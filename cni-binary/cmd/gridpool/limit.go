package main

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/containernetworking/cni/pkg/types"
)

// A runtime waits minutes for a silent plugin; a quick "try again later" costs the pod seconds. So every process
// ends within 10 s, whatever its peers do.
const (
	// processLimit is the life of a process, from its start.
	processLimit = 9500 * time.Millisecond
	// callLimit is for the one call to the agent: it leaves time to say what went wrong.
	callLimit = 9 * time.Second
	// statusLimit is shorter, because runtimes ask for STATUS every few seconds.
	statusLimit = 4 * time.Second
	// probeLimit is for the question whether somebody listens again.
	probeLimit = 500 * time.Millisecond
)

// gate lets one answer out: that of the call, or that the time is up.
type gate struct {
	taken atomic.Bool
}

// take returns when the caller may print. The second to come waits for the end of the process.
func (g *gate) take() {
	if !g.taken.CompareAndSwap(false, true) {
		select {}
	}
}

// expire ends the process after the limit, with CNI code 11. It covers what no deadline does: a runtime that never
// closes stdin, a lock that nobody gives back, a disk that hangs.
func (g *gate) expire(limit time.Duration) {
	time.Sleep(limit)
	g.take()
	message := fmt.Sprintf("spiderpool IP allocation error: no answer within %s", limit)
	if os.Getenv("CNI_COMMAND") != "ADD" {
		message = fmt.Sprintf("gridpool: no answer within %s", limit)
	}
	_ = types.NewError(types.ErrTryAgainLater, message, "").Print()
	os.Exit(1)
}
