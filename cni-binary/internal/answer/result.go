// Package answer turns what the agent said into what a CNI runtime reads: a result or an error.
package answer

import (
	"encoding/json"
	"fmt"
	"net"

	"github.com/containernetworking/cni/pkg/types"
	types100 "github.com/containernetworking/cni/pkg/types/100"
	"github.com/containernetworking/cni/pkg/version"

	"gridpool.io/cni/internal/wire"
)

// Result returns the abbreviated result of an IPAM plugin (addresses and routes, no interfaces) in the version
// asked for.
func Result(reply *wire.AddReply, ifName, cniVersion string) (types.Result, error) {
	if len(reply.IPs) == 0 {
		return nil, fmt.Errorf("no Interface %s IP allocation found", ifName)
	}
	result := &types100.Result{CNIVersion: types100.ImplementedSpecVersion}
	for _, ip := range reply.IPs {
		config, err := ipConfig(ip)
		if err != nil {
			return nil, err
		}
		result.IPs = append(result.IPs, config)
	}
	for _, r := range reply.Routes {
		route, err := routeOf(r)
		if err != nil {
			return nil, err
		}
		result.Routes = append(result.Routes, route)
	}
	return result.GetAsVersion(cniVersion)
}

func ipConfig(ip wire.IP) (*types100.IPConfig, error) {
	address, network, err := net.ParseCIDR(ip.Address)
	if err != nil {
		return nil, fmt.Errorf("the agent gave the address %q: %w", ip.Address, err)
	}
	gateway, err := parseGateway(ip.Gateway)
	return &types100.IPConfig{Address: net.IPNet{IP: address, Mask: network.Mask}, Gateway: gateway}, err
}

func routeOf(r wire.Route) (*types.Route, error) {
	_, destination, err := net.ParseCIDR(r.Destination)
	if err != nil {
		return nil, fmt.Errorf("the agent gave the route %q: %w", r.Destination, err)
	}
	gateway, err := parseGateway(r.Gateway)
	return &types.Route{Dst: *destination, GW: gateway}, err
}

// parseGateway returns nil for an empty text.
func parseGateway(text string) (net.IP, error) {
	if text == "" {
		return nil, nil
	}
	gateway := net.ParseIP(text)
	if gateway == nil {
		return nil, fmt.Errorf("the agent gave the gateway %q", text)
	}
	return gateway, nil
}

// PreviousAddresses returns the addresses of a configuration's prevResult, in CIDR form.
func PreviousAddresses(prevResult json.RawMessage, cniVersion string) ([]string, error) {
	if len(prevResult) == 0 || string(prevResult) == "null" {
		return nil, types.NewError(types.ErrInvalidNetworkConfig, "CHECK needs the key \"prevResult\"", "")
	}
	previous, err := version.NewResult(cniVersion, prevResult)
	if err != nil {
		return nil, types.NewError(types.ErrInvalidNetworkConfig, "key \"prevResult\": "+err.Error(), "")
	}
	result, err := types100.GetResult(previous)
	if err != nil {
		return nil, types.NewError(types.ErrInvalidNetworkConfig, "key \"prevResult\": "+err.Error(), "")
	}
	addresses := make([]string, 0, len(result.IPs))
	for _, ip := range result.IPs {
		addresses = append(addresses, ip.Address.String())
	}
	return addresses, nil
}
