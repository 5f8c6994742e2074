package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/containernetworking/cni/libcni"
	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
	types100 "github.com/containernetworking/cni/pkg/types/100"
)

// sandbox runs the delegates of one sandbox and remembers its attachments on disk, because DEL may come when the pod is gone.
type sandbox struct {
	runner *libcni.CNIConfig
	args   *skel.CmdArgs
	file   string
}

func newSandbox(conf *settings, args *skel.CmdArgs) *sandbox {
	return &sandbox{
		runner: libcni.NewCNIConfigWithCacheDir([]string{conf.BinDir}, filepath.Join(conf.StateDir, "cache"), nil),
		args:   args,
		file:   filepath.Join(conf.StateDir, args.ContainerID+".json"),
	}
}

func (s *sandbox) remember(wanted []attachment) error {
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return err
	}
	text, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	return os.WriteFile(s.file, text, 0o600)
}

// recall returns nothing for a sandbox that was never added: its DEL succeeds.
func (s *sandbox) recall() ([]attachment, error) {
	text, err := os.ReadFile(s.file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var known []attachment
	return known, json.Unmarshal(text, &known)
}

func (s *sandbox) forget() error {
	err := os.Remove(s.file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (s *sandbox) runtime(each attachment) *libcni.RuntimeConf {
	conf := &libcni.RuntimeConf{ContainerID: s.args.ContainerID, NetNS: s.args.Netns, IfName: each.Interface}
	for _, pair := range strings.Split(s.args.Args, ";") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			conf.Args = append(conf.Args, [2]string{key, value})
		}
	}
	return conf
}

// addAll adds in order; when one fails, those done and the failed one are deleted again and its error is returned.
func (s *sandbox) addAll(wanted []attachment) ([]types.Result, error) {
	var results []types.Result
	for i, each := range wanted {
		result, err := s.add(each)
		if err != nil {
			return nil, errors.Join(err, s.delAll(wanted[:i+1]))
		}
		results = append(results, result)
	}
	return results, nil
}

func (s *sandbox) add(each attachment) (types.Result, error) {
	list, err := libcni.ConfListFromBytes(each.Config)
	if err != nil {
		return nil, err
	}
	return s.runner.AddNetworkList(context.Background(), list, s.runtime(each))
}

// delAll deletes in reverse order, all of them, and returns what failed.
func (s *sandbox) delAll(known []attachment) error {
	var failed []error
	for i := len(known) - 1; i >= 0; i-- {
		list, err := libcni.ConfListFromBytes(known[i].Config)
		if err == nil {
			err = s.runner.DelNetworkList(context.Background(), list, s.runtime(known[i]))
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

func (s *sandbox) checkAll(known []attachment) error {
	for _, each := range known {
		list, err := libcni.ConfListFromBytes(each.Config)
		if err == nil {
			err = s.runner.CheckNetworkList(context.Background(), list, s.runtime(each))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// networkStatus is one item of the annotation k8s.v1.cni.cncf.io/network-status.
type networkStatus struct {
	Name      string   `json:"name"`
	Interface string   `json:"interface"`
	IPs       []string `json:"ips"`
	MAC       string   `json:"mac,omitempty"`
	Default   bool     `json:"default,omitempty"`
	DNS       struct{} `json:"dns"`
}

func statusOf(wanted []attachment, results []types.Result) []networkStatus {
	var all []networkStatus
	for i, each := range wanted {
		item := networkStatus{Name: each.Network, Interface: each.Interface, Default: i == 0}
		if result, err := types100.GetResult(results[i]); err == nil {
			for _, ip := range result.IPs {
				item.IPs = append(item.IPs, ip.Address.IP.String())
			}
			if len(result.Interfaces) > 0 {
				item.MAC = result.Interfaces[0].Mac
			}
		}
		all = append(all, item)
	}
	return all
}
