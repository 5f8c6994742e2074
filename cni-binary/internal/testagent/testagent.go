// Package testagent is a small real agent for tests and trials: gRPC on a Unix socket, leases in memory.
package testagent

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"

	"google.golang.org/grpc"

	"gridpool.io/cni/internal/coordinatorpb"
	"gridpool.io/cni/internal/ipampb"
)

// Agent hands out addresses of one /12, lowest first, and remembers what it was asked.
// Each hook replaces what the agent does by itself; nil means "as usual". Set hooks before Serve.
type Agent struct {
	ipampb.UnimplementedIpamServer

	OnAdd    func(*ipampb.AddRequest) (*ipampb.AddReply, error)
	OnDel    func(*ipampb.DelRequest) (*ipampb.DelReply, error)
	OnCheck  func(*ipampb.CheckRequest) (*ipampb.CheckReply, error)
	OnGc     func(*ipampb.GcRequest) (*ipampb.GcReply, error)
	OnStatus func(context.Context) (*ipampb.StatusReply, error)
	// OnConfigure answers the coordinator plugin; nil says what a fresh cluster says.
	OnConfigure func(*coordinatorpb.ConfigureRequest) (*coordinatorpb.ConfigureReply, error)

	mu     sync.Mutex
	leases map[string]netip.Addr
	next   netip.Addr
}

// Serve listens on the socket until stop is called.
func (a *Agent) Serve(socket string) (stop func(), err error) {
	_ = os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	a.leases, a.next = map[string]netip.Addr{}, netip.MustParseAddr("10.16.0.1")
	server := grpc.NewServer(grpc.MaxRecvMsgSize(16 << 20))
	ipampb.RegisterIpamServer(server, a)
	coordinatorpb.RegisterCoordinatorServer(server, coordinator{agent: a})
	go func() { _ = server.Serve(listener) }()
	return server.Stop, nil
}

// Leases returns how many addresses are out.
func (a *Agent) Leases() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.leases)
}

func key(at *ipampb.Attachment) string {
	return at.GetContainerId() + "/" + at.GetIfName()
}

// Add gives the address that the NIC holds, or the next one.
func (a *Agent) Add(_ context.Context, r *ipampb.AddRequest) (*ipampb.AddReply, error) {
	if a.OnAdd != nil {
		return a.OnAdd(r)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	address, held := a.leases[key(r.GetAttachment())]
	if !held {
		address, a.next = a.next, a.next.Next()
		a.leases[key(r.GetAttachment())] = address
	}
	return &ipampb.AddReply{
		Ips:    []*ipampb.Ip{{Address: address.String() + "/12", Gateway: "10.16.0.0", Pool: "trial"}},
		Routes: []*ipampb.Route{{Destination: "0.0.0.0/0", Gateway: "10.16.0.0"}},
	}, nil
}

// Del takes the address back.
func (a *Agent) Del(_ context.Context, r *ipampb.DelRequest) (*ipampb.DelReply, error) {
	if a.OnDel != nil {
		return a.OnDel(r)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	_, held := a.leases[key(r.GetAttachment())]
	delete(a.leases, key(r.GetAttachment()))
	return &ipampb.DelReply{Released: held}, nil
}

// Check compares the first address.
func (a *Agent) Check(_ context.Context, r *ipampb.CheckRequest) (*ipampb.CheckReply, error) {
	if a.OnCheck != nil {
		return a.OnCheck(r)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	held := a.leases[key(r.GetAttachment())]
	if len(r.GetAddresses()) == 1 && r.GetAddresses()[0] == held.String()+"/12" {
		return &ipampb.CheckReply{}, nil
	}
	message := fmt.Sprintf("the NIC holds %v", held)
	return &ipampb.CheckReply{Refusal: &ipampb.Refusal{Code: 7, Message: message}}, nil
}

// Gc releases what is not named.
func (a *Agent) Gc(_ context.Context, r *ipampb.GcRequest) (*ipampb.GcReply, error) {
	if a.OnGc != nil {
		return a.OnGc(r)
	}
	valid := map[string]bool{}
	for _, at := range r.GetValid() {
		valid[key(at)] = true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	released := 0
	for k := range a.leases {
		if !valid[k] {
			delete(a.leases, k)
			released++
		}
	}
	return &ipampb.GcReply{Released: uint32(released)}, nil
}

// Status says that all is well.
func (a *Agent) Status(ctx context.Context, _ *ipampb.StatusRequest) (*ipampb.StatusReply, error) {
	if a.OnStatus != nil {
		return a.OnStatus(ctx)
	}
	return &ipampb.StatusReply{}, nil
}
