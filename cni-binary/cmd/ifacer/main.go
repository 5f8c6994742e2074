// Command ifacer is a CNI plugin that stands before others: it makes the VLAN or the bond on the node that they build on.
// The links stay when the pod goes; other pods use them.
package main

import (
	"fmt"
	"os"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
	types100 "github.com/containernetworking/cni/pkg/types/100"
	"github.com/containernetworking/cni/pkg/version"

	"gridpool.io/cni/internal/answer"
	"gridpool.io/cni/internal/gate"
	"gridpool.io/cni/internal/ifacer"
	"gridpool.io/cni/internal/request"
)

const (
	about  = "GridPool ifacer plugin: makes VLANs and bonds on the node"
	prefix = "ifacer: "
)

func main() {
	answers := &gate.Gate{}
	answers.Expire(gate.ProcessLimit, fmt.Sprintf("ifacer: no answer within %s", gate.ProcessLimit))
	nothing := func(*skel.CmdArgs) error { return nil }
	answers.End(skel.PluginMainFuncsWithError(skel.CNIFuncs{
		Add: func(args *skel.CmdArgs) error { return add(answers, args) },
		Del: nothing, Check: check, GC: nothing, Status: nothing,
	}, version.All, about))
}

func add(answers *gate.Gate, args *skel.CmdArgs) error {
	config, err := ifacer.ParseConfig(args.StdinData)
	if err == nil {
		err = ifacer.Make(config)
	}
	if err != nil {
		return answer.Failure(prefix, err)
	}
	result, err := passOn(config)
	if err != nil {
		return answer.Failure(prefix, err)
	}
	answers.Take()
	return result.PrintTo(os.Stdout)
}

func check(args *skel.CmdArgs) error {
	config, err := ifacer.ParseConfig(args.StdinData)
	if err == nil {
		err = ifacer.Check(config)
	}
	if err != nil {
		return answer.Failure(prefix, err)
	}
	return nil
}

// passOn is the result of the plugin before this one, or an empty one: this plugin gives the pod nothing.
func passOn(config *ifacer.Config) (types.Result, error) {
	if config.PrevResult == nil {
		return (&types100.Result{CNIVersion: types100.ImplementedSpecVersion}).GetAsVersion(config.CNIVersion)
	}
	result, err := version.NewResult(config.CNIVersion, config.PrevResult)
	if err != nil {
		return nil, request.ConfigFault("key \"prevResult\": %s", err)
	}
	return result, nil
}
