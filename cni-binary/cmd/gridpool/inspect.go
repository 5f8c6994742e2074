package main

import (
	"errors"
	"net/netip"
	"time"

	"github.com/containernetworking/cni/pkg/types"

	"gridpool.io/cni/internal/probe"
	"gridpool.io/cni/internal/request"
	"gridpool.io/cni/internal/wire"
)

// Codes of what the link says, after those of the agent.
const (
	codeConflict    = 106
	codeUnreachable = 107
)

// reportLimit is for telling the agent that addresses cannot be used.
const reportLimit = 2 * time.Second

// inspect asks the link what the agent wants to know of it, and tells the neighbours of the new addresses. What speaks
// against the addresses is told to the agent, which gives others next time, unless they belong to the pod for good.
func inspect(r *request.Request, reply *wire.AddReply) error {
	plan := probe.Plan{
		Netns: r.Attachment.Netns, IfName: r.Attachment.IfName, Addresses: addresses(reply),
		Conflicts: reply.DetectConflict, Gateways: reply.DetectGateway,
	}
	err := probe.Run(plan)
	var conflict *probe.Conflict
	var unreachable *probe.Unreachable
	switch {
	case errors.As(err, &conflict):
		return withdraw(r, codeConflict, err)
	case errors.As(err, &unreachable):
		return withdraw(r, codeUnreachable, err)
	case err != nil && (plan.Conflicts || plan.Gateways) && !errors.Is(err, probe.ErrNoInterface):
		return withdraw(r, types.ErrTryAgainLater, err)
	}
	return nil
}

func withdraw(r *request.Request, code uint, why error) error {
	// Best effort: the runtime calls DEL after a failed ADD.
	_, _ = call(r.Config.IPAM.Socket, "Del", wire.EncodeUnusable(&r.Attachment, why.Error()), reportLimit)
	return types.NewError(code, why.Error(), "")
}

// addresses are those that can be read; the others fail later, by name.
func addresses(reply *wire.AddReply) []probe.Address {
	var found []probe.Address
	for _, ip := range reply.IPs {
		prefix, err := netip.ParsePrefix(ip.Address)
		if err != nil {
			continue
		}
		gateway, _ := netip.ParseAddr(ip.Gateway)
		found = append(found, probe.Address{Addr: prefix.Addr(), Gateway: gateway})
	}
	return found
}
