package testagent

import (
	"context"

	"gridpool.io/cni/internal/coordinatorpb"
)

// coordinator answers the coordinator plugin.
type coordinator struct {
	coordinatorpb.UnimplementedCoordinatorServer
	agent *Agent
}

// Configure says what the SpiderCoordinator of a fresh installation says.
func (c coordinator) Configure(_ context.Context, r *coordinatorpb.ConfigureRequest) (*coordinatorpb.ConfigureReply, error) {
	if c.agent.OnConfigure != nil {
		return c.agent.OnConfigure(r)
	}
	return &coordinatorpb.ConfigureReply{Settings: &coordinatorpb.Settings{
		Mode: "auto", TunePodRoutes: true, HijackCidrs: []string{"169.254.0.0/16"}, ServiceCidrs: []string{"10.96.0.0/12"},
	}}, nil
}
