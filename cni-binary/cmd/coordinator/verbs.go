package main

import (
	"os"
	"time"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"

	"gridpool.io/cni/internal/agent"
	"gridpool.io/cni/internal/answer"
	"gridpool.io/cni/internal/coordinate"
	"gridpool.io/cni/internal/gate"
	"gridpool.io/cni/internal/request"
	"gridpool.io/cni/internal/wire"
)

const (
	// callLimit is for the one call to the agent; the kernel needs the rest.
	callLimit = 6 * time.Second
	// statusLimit is short, because runtimes ask for STATUS every few seconds.
	statusLimit = 2 * time.Second
)

// verbs are the commands of CNI 1.1. Each returns a *types.Error or nil.
type verbs struct {
	answers *gate.Gate
}

// add prints the result of the plugin before it.
func (v verbs) add(args *skel.CmdArgs) error {
	result, err := add(args)
	if err != nil {
		return answer.Failure(prefix(args), err)
	}
	v.answers.Take()
	return result.PrintTo(os.Stdout)
}

func prefix(args *skel.CmdArgs) string {
	return "coordinator: NIC " + args.IfName + ": "
}

func add(args *skel.CmdArgs) (types.Result, error) {
	config, err := coordinate.ParseConfig(args.StdinData)
	if err != nil {
		return nil, err
	}
	if err := request.CheckNetns(args); err != nil {
		return nil, err
	}
	previous, err := readPrevious(config, args)
	if err != nil {
		return nil, err
	}
	if config.Off() {
		return previous.in(config.CNIVersion)
	}
	mac, err := coordinate.Add(previous.call, ask(config, args))
	if err != nil {
		return nil, previous.fault(err)
	}
	previous.setMAC(mac)
	return previous.in(config.CNIVersion)
}

// ask is the question to the agent.
func ask(config *coordinate.Config, args *skel.CmdArgs) coordinate.Source {
	return func() (*coordinate.Settings, error) { return configure(config, args) }
}

// configure asks the agent what the cluster wants of the pod.
func configure(config *coordinate.Config, args *skel.CmdArgs) (*coordinate.Settings, error) {
	pod, err := request.ParseArgs(args.Args)
	if err != nil {
		return nil, err
	}
	ask := wire.EncodeConfigure(&wire.Attachment{PodNamespace: pod.PodNamespace, PodName: pod.PodName, PodUID: pod.PodUID})
	data, err := agent.Call(config.Socket, wire.CoordinatorService+"Configure", ask, time.Now().Add(callLimit))
	if err != nil {
		return nil, err
	}
	cluster, unready, err := wire.DecodeConfigureReply(data)
	if err != nil {
		return nil, err
	}
	if unready != "" {
		return nil, types.NewError(types.ErrTryAgainLater, unready, "")
	}
	return coordinate.Merge(config, cluster)
}

// check asks whether all that ADD made is there.
func (v verbs) check(args *skel.CmdArgs) error {
	config, err := coordinate.ParseConfig(args.StdinData)
	if err != nil {
		return answer.Failure(prefix(args), err)
	}
	previous, err := readPrevious(config, args)
	if err != nil {
		return answer.Failure(prefix(args), err)
	}
	if config.Off() {
		return nil
	}
	if err := coordinate.Check(previous.call, ask(config, args)); err != nil {
		return answer.Failure(prefix(args), previous.fault(err))
	}
	return nil
}

// del needs no agent, no result and no namespace: it takes away what it finds.
func (v verbs) del(args *skel.CmdArgs) error {
	config, err := coordinate.ParseConfig(args.StdinData)
	if err != nil {
		return answer.Failure(prefix(args), err)
	}
	call := coordinate.Call{Container: args.ContainerID, Netns: args.Netns, NIC: args.IfName}
	if previous, err := readPrevious(config, args); err == nil {
		call = previous.call
	}
	if err := coordinate.Delete(call); err != nil {
		return answer.Failure(prefix(args), err)
	}
	return nil
}

// gc has nothing to collect: what an ADD made goes with the pod's namespace, or is cleaned by the next ADD of the address.
// Other networks' pods have pairs of the same kind, and the list of a GC does not name them.
func (v verbs) gc(args *skel.CmdArgs) error {
	if _, err := coordinate.ParseConfig(args.StdinData); err != nil {
		return answer.Failure("coordinator: ", err)
	}
	return nil
}

// status fails only when nobody listens for the plugin's question.
func (v verbs) status(args *skel.CmdArgs) error {
	config, err := coordinate.ParseConfig(args.StdinData)
	if err != nil {
		return answer.Failure("coordinator: ", err)
	}
	if !config.Off() && !agent.Reachable(config.Socket, time.Now().Add(statusLimit)) {
		return types.NewError(codeNotReady, "coordinator: no agent answers on "+config.Socket, "")
	}
	return nil
}

// codeNotReady says that an ADD would fail now.
const codeNotReady = 50
