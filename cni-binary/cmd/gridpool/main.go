// Command gridpool is the CNI IPAM plugin: it reads a call, asks the agent of its node once, and prints the answer.
// It decides nothing.
package main

import (
	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/version"

	"gridpool.io/cni/internal/gate"
)

const about = "GridPool IPAM plugin: asks the agent of this node for addresses"

func main() {
	answers := &gate.Gate{}
	answers.Expire(gate.ProcessLimit, overdue())
	verbs := verbs{answers: answers}
	answers.End(skel.PluginMainFuncsWithError(skel.CNIFuncs{
		Add: verbs.add, Del: verbs.del, Check: verbs.check, GC: verbs.gc, Status: verbs.status,
	}, version.All, about))
}
