// Package gate lets a CNI process give one answer, in a limited time.
package gate

import (
	"os"
	"sync/atomic"
	"time"

	"github.com/containernetworking/cni/pkg/types"
)

// ProcessLimit is the life of a plugin process, from its start. A runtime waits minutes for a silent plugin; a quick
// "try again later" costs the pod seconds. So every process ends within 10 s, whatever its peers do.
const ProcessLimit = 9500 * time.Millisecond

// Gate lets one answer out: that of the call, or that the time is up.
type Gate struct {
	taken atomic.Bool
}

// Take returns when the caller may print. The second to come waits for the end of the process.
func (g *Gate) Take() {
	if !g.taken.CompareAndSwap(false, true) {
		select {}
	}
}

// Expire ends the process after the limit, with CNI code 11 and the message. It covers what no deadline does: a
// runtime that never closes stdin, a lock that nobody gives back, a disk that hangs.
func (g *Gate) Expire(limit time.Duration, message string) {
	time.Sleep(limit)
	g.Take()
	_ = types.NewError(types.ErrTryAgainLater, message, "").Print()
	os.Exit(1)
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
