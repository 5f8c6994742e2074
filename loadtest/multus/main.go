// Command multus is a stand-in of the contract that pods see of Multus: both annotations, one ADD per attachment, DEL in
// reverse, network-status written back. It exists because Multus is not to be had as a package; tests alone use it.
package main

import (
	"encoding/json"
	"fmt"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
	"github.com/containernetworking/cni/pkg/version"
)

// settings are the stand-in's own keys of its network configuration.
type settings struct {
	types.NetConf
	APIServer   string `json:"apiServer"`   // https://address:port
	TokenFile   string `json:"tokenFile"`   // a bearer token with the rights of README.md
	CAFile      string `json:"caFile"`      // PEM
	DefaultConf string `json:"defaultConf"` // conflist of the cluster's default network
	BinDir      string `json:"binDir"`      // where delegates live
	StateDir    string `json:"stateDir"`    // attachments of each sandbox, for DEL
}

// podName are the CNI_ARGS that a kubelet's runtime sends.
type podName struct {
	types.CommonArgs
	K8S_POD_NAME      types.UnmarshallableString //nolint:revive // the names are the contract
	K8S_POD_NAMESPACE types.UnmarshallableString //nolint:revive // the names are the contract
}

func main() {
	skel.PluginMainFuncs(skel.CNIFuncs{Add: add, Del: del, Check: check, Status: status}, version.All,
		"a stand-in of Multus for tests")
}

func parse(args *skel.CmdArgs) (*settings, podName, error) {
	var conf settings
	var name podName
	if err := json.Unmarshal(args.StdinData, &conf); err != nil {
		return nil, name, fmt.Errorf("configuration: %w", err)
	}
	err := types.LoadArgs(args.Args, &name)
	return &conf, name, err
}

func add(args *skel.CmdArgs) error {
	conf, name, err := parse(args)
	if err != nil {
		return err
	}
	api, err := newAPI(conf)
	if err != nil {
		return err
	}
	pod := podKey{string(name.K8S_POD_NAMESPACE), string(name.K8S_POD_NAME)}
	annotations, err := api.annotations(pod)
	if err != nil {
		return err
	}
	wanted, err := attachmentsOf(pod, annotations, conf, api)
	if err != nil {
		return err
	}
	sandbox := newSandbox(conf, args)
	if err := sandbox.remember(wanted); err != nil {
		return err
	}
	results, err := sandbox.addAll(wanted)
	if err != nil {
		return err
	}
	if err := api.writeStatus(pod, statusOf(wanted, results)); err != nil {
		sandbox.delAll(wanted)
		return err
	}
	return types.PrintResult(results[0], conf.CNIVersion)
}

func del(args *skel.CmdArgs) error {
	conf, _, err := parse(args)
	if err != nil {
		return err
	}
	sandbox := newSandbox(conf, args)
	known, err := sandbox.recall()
	if err != nil {
		return err
	}
	if err := sandbox.delAll(known); err != nil {
		return err
	}
	return sandbox.forget()
}

func check(args *skel.CmdArgs) error {
	conf, _, err := parse(args)
	if err != nil {
		return err
	}
	sandbox := newSandbox(conf, args)
	known, err := sandbox.recall()
	if err != nil {
		return err
	}
	return sandbox.checkAll(known)
}

func status(*skel.CmdArgs) error { return nil }
