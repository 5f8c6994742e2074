// Command gridpool-install puts the CNI plugin on a node and keeps it there. As an init container it installs and ends
// (--once); as a sidecar it stays, puts back what was damaged, and takes the plugin away when its DaemonSet is deleted.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"gridpool.io/cni/internal/install"
)

const (
	// checkEvery is the time between two looks at the installed files.
	checkEvery = 30 * time.Second
	// askLimit bounds the question at the end, within the grace period of a pod.
	askLimit = 5 * time.Second
)

type options struct {
	plugin, binFolder        string
	names, folders, also     list
	conflist, conflistFolder string
	uid, gid                 int
	once                     bool
	awaitReady               time.Duration
	namespace, daemonSet     string
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("gridpool-install: ")
	if err := run(parse()); err != nil {
		log.Fatal(err)
	}
}

func parse() options {
	var o options
	flag.StringVar(&o.plugin, "plugin", "/opt/gridpool/cni/gridpool", "the plugin to install")
	flag.StringVar(&o.binFolder, "bin-folder", "/host/opt/cni/bin", "the runtime's folder of plugins")
	flag.Var(&o.names, "name", "a name for the plugin there (repeat for more)")
	flag.Var(&o.also, "also", "another plugin beside --plugin, and =NAME for another name of it there (repeat for more)")
	flag.StringVar(&o.conflist, "conflist", "", "a network configuration to install too; none when empty")
	flag.StringVar(&o.conflistFolder, "conflist-folder", "/host/etc/cni/net.d", "the runtime's folder of configurations")
	flag.Var(&o.folders, "folder", "a folder of the agent to make and to give to --uid and --gid (repeat for more)")
	flag.IntVar(&o.uid, "uid", 0, "the agent's user")
	flag.IntVar(&o.gid, "gid", 0, "the agent's group")
	flag.BoolVar(&o.once, "once", false, "install and end")
	flag.DurationVar(&o.awaitReady, "await-ready", 0, "install nothing; wait this long for --daemonset to be ready on every node")
	flag.StringVar(&o.namespace, "namespace", "", "namespace of --daemonset")
	flag.StringVar(&o.daemonSet, "daemonset", "", "take the plugin away at the end if this DaemonSet is deleted")
	flag.Parse()
	return o
}

func (o options) plan() (install.Plan, error) {
	if len(o.names) == 0 || flag.NArg() != 0 {
		return install.Plan{}, fmt.Errorf("at least one --name is needed, and nothing but flags (got %q)", flag.Args())
	}
	var plan install.Plan
	for _, name := range o.names {
		plan.Copies = append(plan.Copies, install.Copy{Source: o.plugin, Target: filepath.Join(o.binFolder, name), Mode: 0o755})
	}
	for _, each := range o.also {
		plan.Copies = append(plan.Copies, install.Beside(o.plugin, o.binFolder, each))
	}
	if o.conflist != "" {
		target := filepath.Join(o.conflistFolder, filepath.Base(o.conflist))
		plan.Copies = append(plan.Copies, install.Copy{Source: o.conflist, Target: target, Mode: 0o644})
	}
	for _, folder := range o.folders {
		plan.Folders = append(plan.Folders, install.Folder{Path: folder, UID: o.uid, GID: o.gid})
	}
	return plan, nil
}

func run(o options) error {
	if o.awaitReady > 0 {
		return await(install.InCluster(o.namespace, o.daemonSet), o.awaitReady)
	}
	plan, err := o.plan()
	if err != nil {
		return err
	}
	if err := installOnce(plan); err != nil || o.once {
		return err
	}
	// The agent owns its folders from now on.
	plan.Folders = nil
	stay(plan)
	return leave(o, plan)
}

func await(owner install.DaemonSet, limit time.Duration) error {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	ticks := time.NewTicker(time.Second)
	defer ticks.Stop()
	for {
		ready, err := owner.Ready(ctx)
		if ready {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("DaemonSet %s/%s is not ready on every node after %s: %v", owner.Namespace, owner.Name, limit, err)
		case <-ticks.C:
		}
	}
}

func installOnce(plan install.Plan) error {
	written, err := plan.Install()
	for _, each := range written {
		log.Printf("installed %s", each)
	}
	return err
}

// stay puts back what was damaged until the pod ends; a node that refuses is tried again.
func stay(plan install.Plan) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ticks := time.NewTicker(checkEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			if err := installOnce(plan); err != nil {
				log.Print(err)
			}
		}
	}
}

func leave(o options, plan install.Plan) error {
	if o.daemonSet == "" {
		return nil
	}
	ctx, stop := context.WithTimeout(context.Background(), askLimit)
	defer stop()
	gone, err := install.InCluster(o.namespace, o.daemonSet).Gone(ctx)
	if err != nil {
		log.Printf("the plugin stays: whether DaemonSet %s/%s is deleted is not known: %v", o.namespace, o.daemonSet, err)
		return nil
	}
	if !gone {
		return nil
	}
	removed, err := plan.Remove()
	for _, each := range removed {
		log.Printf("removed %s", each)
	}
	return err
}

// list is a flag that may be given more than once.
type list []string

func (l *list) String() string { return fmt.Sprint(*l) }

func (l *list) Set(value string) error {
	if value == "" {
		return os.ErrInvalid
	}
	*l = append(*l, value)
	return nil
}
