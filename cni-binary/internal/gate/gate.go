// Package gate lets a CNI process give one answer, in a limited time.
package gate

import (
	"os"
	"sync/atomic"
	"time"

	"github.com/containernetworking/cni/pkg/types"
)

// ProcessLimit is the life of a plugin process, from its start or the last Restart. A runtime waits minutes for a silent
// plugin; a quick "try again later" costs the pod seconds. So every process ends within 10 s, whatever its peers do.
const ProcessLimit = 9500 * time.Millisecond

// Gate lets one answer out: that of the call, or that the time is up.
type Gate struct {
	taken atomic.Bool
	timer atomic.Pointer[time.Timer]
}

// Take returns when the caller may print. The second to come waits for the end of the process.
func (g *Gate) Take() {
	if !g.taken.CompareAndSwap(false, true) {
		select {}
	}
}

// Expire lets the process end after the limit, with CNI code 11 and the message. It covers what no deadline does: a
// runtime that never closes stdin, a lock that nobody gives back, a disk that hangs.
func (g *Gate) Expire(limit time.Duration, message string) {
	g.timer.Store(time.AfterFunc(limit, func() {
		g.Take()
		_ = types.NewError(types.ErrTryAgainLater, message, "").Print()
		os.Exit(1)
	}))
}

// Restart lets the limit count from now: the process waited for something that has a limit of its own.
func (g *Gate) Restart(limit time.Duration) {
	if timer := g.timer.Load(); timer != nil {
		timer.Reset(limit)
	}
}

// End prints a fault and ends the process, unless there is none.
func (g *Gate) End(fault *types.Error) {
	if fault == nil {
		return
	}
	g.Take()
	if fault.Print() != nil {
		os.Exit(2)
	}
	os.Exit(1)
}
