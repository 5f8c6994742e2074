package main

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
	types100 "github.com/containernetworking/cni/pkg/types/100"
	"github.com/containernetworking/cni/pkg/version"

	"gridpool.io/cni/internal/coordinate"
	"gridpool.io/cni/internal/request"
)

// previous is the result of the plugins before this one, and the call that follows from it.
type previous struct {
	result *types100.Result
	call   coordinate.Call
}

// readPrevious reads prevResult in any version; a chained plugin cannot do without.
func readPrevious(config *coordinate.Config, args *skel.CmdArgs) (*previous, error) {
	if config.PrevResult == nil {
		return nil, request.ConfigFault("key \"prevResult\" is missing: the plugin stands behind one that makes a NIC")
	}
	raw, err := version.NewResult(config.CNIVersion, config.PrevResult)
	if err != nil {
		return nil, request.ConfigFault("key \"prevResult\": %s", err)
	}
	result, err := types100.GetResult(raw)
	if err != nil {
		return nil, request.ConfigFault("key \"prevResult\": %s", err)
	}
	p := &previous{result, coordinate.Call{Container: args.ContainerID, Netns: args.Netns, NIC: args.IfName}}
	for _, ip := range result.IPs {
		if ip == nil || !p.ofNIC(ip) {
			continue
		}
		if err := p.take(ip); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// ofNIC says whether an address belongs to the call's NIC; one without an interface can belong to no other.
func (p *previous) ofNIC(ip *types100.IPConfig) bool {
	if ip.Interface == nil {
		return true
	}
	index := *ip.Interface
	return index >= 0 && index < len(p.result.Interfaces) && p.mine(p.result.Interfaces[index])
}

func (p *previous) mine(link *types100.Interface) bool {
	return link != nil && link.Name == p.call.NIC && link.Sandbox != ""
}

func (p *previous) take(ip *types100.IPConfig) error {
	addr, ok := netip.AddrFromSlice(ip.Address.IP)
	bits, size := ip.Address.Mask.Size()
	addr = addr.Unmap()
	if !ok || size != addr.BitLen() {
		return request.ConfigFault("key \"prevResult\": value %q must be an address with a prefix length", ip.Address.String())
	}
	p.call.Addresses = append(p.call.Addresses, netip.PrefixFrom(addr, bits))
	if gateway, ok := netip.AddrFromSlice(ip.Gateway); ok {
		p.call.Gateways = append(p.call.Gateways, gateway.Unmap())
	}
	return nil
}

// setMAC writes the NIC's hardware address into the result.
func (p *previous) setMAC(mac string) {
	if _, err := net.ParseMAC(mac); err != nil {
		return
	}
	for _, link := range p.result.Interfaces {
		if p.mine(link) {
			link.Mac = mac
		}
	}
}

func (p *previous) in(cniVersion string) (types.Result, error) {
	return p.result.GetAsVersion(cniVersion)
}

// fault names the NIC's addresses before what went wrong.
func (p *previous) fault(err error) error {
	return fmt.Errorf("addresses %v: %w", p.call.Addresses, err)
}
