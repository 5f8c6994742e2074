package main

import (
	"net"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gridpool.io/cni/internal/gate"
	"gridpool.io/cni/internal/ipampb"
	"gridpool.io/cni/internal/testagent"
)

func TestWithoutAnAgent(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *node){
		"no socket": func(*testing.T, *node) {},
		"a socket that nobody listens on": func(t *testing.T, n *node) {
			listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: n.socket})
			if err != nil {
				t.Fatal(err)
			}
			listener.SetUnlinkOnClose(false)
			listener.Close()
		},
		"an agent that dies in the call": func(t *testing.T, n *node) { say(t, n, "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of it is waiting
			n := newNode(t)
			prepare(t, n)
			n.call("ADD", n.config("1.1.0", "")).mustFail(t, 11, "spiderpool IP allocation error: unhealthy spiderpool-agent backend")
			n.call("CHECK", n.config("1.1.0", previous("1.1.0"))).mustFail(t, 11)
			n.call("STATUS", n.config("1.1.0", "")).mustFail(t, 50, n.socket)
			n.call("GC", n.config("1.1.0", `,"cni.dev/valid-attachments":[]`)).mustFail(t, 11)
		})
	}
}

func TestAddWaitsForAnAgentThatIsRestarted(t *testing.T) {
	t.Parallel() // most of it is waiting
	n := newNode(t)
	absence := gate.ProcessLimit + time.Second
	comes := time.AfterFunc(absence, func() {
		n.serve(&testagent.Agent{OnAdd: func(*ipampb.AddRequest) (*ipampb.AddReply, error) {
			return &ipampb.AddReply{Ips: []*ipampb.Ip{{Address: "10.6.0.5/16"}}}, nil
		}})
	})
	defer comes.Stop()
	o := n.call("ADD", n.config("1.0.0", ""))
	if o.exit != 0 || o.took < absence/2 {
		t.Errorf("exit %d after %s: %s", o.exit, o.took, o.stdout)
	}
}

func TestAddAsksAnAgentAgainThatHasJustBegun(t *testing.T) {
	n := newNode(t)
	var calls atomic.Int32
	n.serve(&testagent.Agent{OnAdd: func(*ipampb.AddRequest) (*ipampb.AddReply, error) {
		if calls.Add(1) < 3 {
			return nil, status.Error(codes.Unavailable, "the agent has not read the pools yet")
		}
		return &ipampb.AddReply{Ips: []*ipampb.Ip{{Address: "10.6.0.5/16"}}}, nil
	}})
	if o := n.call("ADD", n.config("1.0.0", "")); o.exit != 0 || calls.Load() != 3 {
		t.Errorf("exit %d after %d calls: %s", o.exit, calls.Load(), o.stdout)
	}
}
