// Command coordinator is a chained CNI plugin: after another plugin made a pod's NIC, it joins the NIC with the node and
// puts the pod's routes in order, as the SpiderCoordinator, the plugin's configuration and the pod's annotation say.
package main

import (
	"fmt"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/version"

	"gridpool.io/cni/internal/gate"
)

const about = "GridPool coordinator plugin: routes between a pod's NICs, its node and the cluster"

func main() {
	answers := &gate.Gate{}
	answers.Expire(gate.ProcessLimit, fmt.Sprintf("coordinator: no answer within %s", gate.ProcessLimit))
	verbs := verbs{answers: answers}
	// A chained plugin needs prevResult, which came with 0.3.0.
	versions := version.PluginSupports("0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0")
	answers.End(skel.PluginMainFuncsWithError(skel.CNIFuncs{
		Add: verbs.add, Del: verbs.del, Check: verbs.check, GC: verbs.gc, Status: verbs.status,
	}, versions, about))
}
