package main

import (
	"errors"
	"os"
	"time"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"

	"gridpool.io/cni/internal/agent"
	"gridpool.io/cni/internal/answer"
	"gridpool.io/cni/internal/gate"
	"gridpool.io/cni/internal/master"
	"gridpool.io/cni/internal/queue"
	"gridpool.io/cni/internal/request"
	"gridpool.io/cni/internal/wire"
)

// verbs are the commands of CNI 1.1. Each returns a *types.Error or nil.
type verbs struct {
	answers *gate.Gate
}

func call(socket, method string, message []byte, limit time.Duration) ([]byte, error) {
	return agent.Call(socket, wire.Service+method, message, time.Now().Add(limit))
}

// askWhenThere is the call of an ADD: it waits for an agent that is being restarted, or that says it has just begun. An agent
// that took the call before it ended may be asked again, for the same sandbox gets the same addresses.
func (v verbs) askWhenThere(socket string, message []byte) ([]byte, error) {
	for giveUp := time.Now().Add(absenceLimit); ; time.Sleep(reconnectPause) {
		data, err := call(socket, "Add", message, callLimit)
		if !absent(err) || time.Now().After(giveUp) {
			return data, err
		}
		v.answers.Restart(gate.ProcessLimit)
	}
}

func absent(err error) bool {
	var status *agent.Status
	return errors.Is(err, agent.ErrUnreachable) || errors.As(err, &status) && status.Code == agent.Unavailable
}

// add prints the addresses of one NIC.
func (v verbs) add(args *skel.CmdArgs) error {
	result, err := v.allocate(args)
	if err != nil {
		return answer.Failure(answer.AddPrefix, err)
	}
	v.answers.Take()
	return result.PrintTo(os.Stdout)
}

func (v verbs) allocate(args *skel.CmdArgs) (types.Result, error) {
	r, err := request.Parse(args)
	if err != nil {
		return nil, err
	}
	if err := request.CheckNetns(args); err != nil {
		return nil, err
	}
	ask := wire.AddRequest{
		Attachment: r.Attachment, RequestedIPs: r.RequestedIPs,
		IPv4Pools: r.Config.IPAM.IPv4Pools, IPv6Pools: r.Config.IPAM.IPv6Pools, CleanGateway: r.Config.IPAM.CleanGateway,
		MatchMaster: r.Config.IPAM.MatchMaster,
	}
	if ask.MatchMaster {
		if ask.MasterAddresses, err = master.Addresses(master.Sysfs, args.Netns, args.IfName); err != nil {
			return nil, types.NewError(types.ErrInvalidNetworkConfig, err.Error(), "")
		}
	}
	data, err := v.askWhenThere(r.Config.IPAM.Socket, ask.Encode())
	if err != nil {
		return nil, err
	}
	reply, err := wire.DecodeAddReply(data)
	if err != nil {
		return nil, err
	}
	if reply.Refusal != nil {
		return nil, answer.Refused("", reply.Refusal)
	}
	if err := inspect(r, reply); err != nil {
		return nil, err
	}
	return answer.Result(reply, args.IfName, r.Config.CNIVersion)
}

// del releases the addresses of one NIC, or leaves the wish on disk when no agent is there.
func (v verbs) del(args *skel.CmdArgs) error {
	r, err := request.ParseDel(args)
	if err != nil {
		return answer.Failure(answer.DelPrefix, err)
	}
	message := wire.EncodeDel(&r.Attachment)
	_, err = call(r.Config.IPAM.Socket, "Del", message, callLimit)
	if errors.Is(err, agent.ErrUnreachable) {
		err = postpone(r, message)
	}
	if err != nil {
		return answer.Failure(answer.DelPrefix, err)
	}
	return nil
}

func postpone(r *request.Request, message []byte) error {
	err := queue.Put(r.Config.IPAM.QueueDir, &r.Attachment, func() bool {
		return agent.Reachable(r.Config.IPAM.Socket, time.Now().Add(probeLimit))
	})
	switch {
	case errors.Is(err, queue.ErrReachable):
		_, err = call(r.Config.IPAM.Socket, "Del", message, callLimit/2)
	case errors.Is(err, queue.ErrFull):
		err = types.NewError(types.ErrTryAgainLater, err.Error(), r.Config.IPAM.QueueDir)
	case err != nil:
		err = types.NewError(types.ErrIOFailure, "the DEL queue: "+err.Error(), r.Config.IPAM.QueueDir)
	}
	return err
}

// check says whether the NIC still holds the addresses of the previous result.
func (v verbs) check(args *skel.CmdArgs) error {
	r, err := request.Parse(args)
	if err != nil {
		return answer.Failure(answer.CheckPrefix, err)
	}
	addresses, err := answer.PreviousAddresses(r.Config.PrevResult, r.Config.CNIVersion)
	if err != nil {
		return answer.Failure(answer.CheckPrefix, err)
	}
	ask := wire.CheckRequest{Attachment: r.Attachment, Addresses: addresses}
	return expectConsent(answer.CheckPrefix, r.Config.IPAM.Socket, "Check", ask.Encode(), callLimit)
}

// expectConsent makes a call whose reply holds nothing but a refusal.
func expectConsent(prefix, socket, method string, message []byte, limit time.Duration) error {
	data, err := call(socket, method, message, limit)
	if err != nil {
		return answer.Failure(prefix, err)
	}
	refusal, err := wire.DecodeRefusal(data)
	if err != nil {
		return answer.Failure(prefix, err)
	}
	if refusal != nil {
		return answer.Refused(prefix, refusal)
	}
	return nil
}

// gc releases every attachment of the network that the runtime does not name. Without a list it refuses: that
// would release all.
func (v verbs) gc(args *skel.CmdArgs) error {
	config, err := request.ParseConfig(args.StdinData)
	if err != nil {
		return answer.Failure(answer.GcPrefix, err)
	}
	if config.Valid == nil {
		return types.NewError(types.ErrInvalidNetworkConfig, answer.GcPrefix+"key \"cni.dev/valid-attachments\" is missing", "")
	}
	ask := wire.GcRequest{Network: config.Network, Valid: config.Valid}
	if _, err := call(config.IPAM.Socket, "Gc", ask.Encode(), callLimit); err != nil {
		return answer.Failure(answer.GcPrefix, err)
	}
	return nil
}

// status says whether this node can serve an ADD: code 50 when it cannot, whatever the reason.
func (v verbs) status(args *skel.CmdArgs) error {
	config, err := request.ParseConfig(args.StdinData)
	if err != nil {
		return answer.Failure(answer.StatusPrefix, err)
	}
	err = expectConsent(answer.StatusPrefix, config.IPAM.Socket, "Status", wire.EncodeStatus(), statusLimit)
	var fault *types.Error
	if errors.As(err, &fault) && (fault.Code == types.ErrTryAgainLater || fault.Code == types.ErrInternal) {
		return types.NewError(types.ErrPluginNotAvailable, fault.Msg, fault.Details)
	}
	return err
}
