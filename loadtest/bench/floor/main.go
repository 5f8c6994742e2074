// Command floor is a CNI IPAM plugin that reads its configuration and prints a fixed result: what the process of a
// Go plugin costs when it does nothing.
package main

import (
	"encoding/json"
	"net"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
	types100 "github.com/containernetworking/cni/pkg/types/100"
	"github.com/containernetworking/cni/pkg/version"
)

func main() {
	skel.PluginMainFuncs(skel.CNIFuncs{Add: add, Del: del}, version.All, "floor: prints a fixed address")
}

func parse(data []byte) (*types.NetConf, error) {
	c := &types.NetConf{}
	return c, json.Unmarshal(data, c)
}

func add(args *skel.CmdArgs) error {
	c, err := parse(args.StdinData)
	if err != nil {
		return err
	}
	address := net.IPNet{IP: net.IPv4(10, 0, 0, 2), Mask: net.CIDRMask(24, 32)}
	result := &types100.Result{CNIVersion: c.CNIVersion, IPs: []*types100.IPConfig{{Address: address}}}
	return types.PrintResult(result, c.CNIVersion)
}

func del(args *skel.CmdArgs) error {
	_, err := parse(args.StdinData)
	return err
}
