// Command gridpool is the CNI IPAM plugin: it reads a call, asks the agent of its node once, and prints the answer.
// It decides nothing.
package main

import (
	"os"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/version"
)

const about = "GridPool IPAM plugin: asks the agent of this node for addresses"

func main() {
	answers := &gate{}
	go answers.expire(processLimit)
	verbs := verbs{answers: answers}
	fault := skel.PluginMainFuncsWithError(skel.CNIFuncs{
		Add: verbs.add, Del: verbs.del, Check: verbs.check, GC: verbs.gc, Status: verbs.status,
	}, version.All, about)
	if fault == nil {
		return
	}
	answers.take()
	if fault.Print() != nil {
		os.Exit(2)
	}
	os.Exit(1)
}
