package answer

import (
	"errors"

	"github.com/containernetworking/cni/pkg/types"

	"gridpool.io/cni/internal/agent"
	"gridpool.io/cni/internal/wire"
)

// Prefixes of error messages. Users match on Spiderpool's texts in the events of their pods.
const (
	AddPrefix    = "spiderpool IP allocation error: "
	DelPrefix    = "spiderpool IP release error: "
	CheckPrefix  = "spiderpool IP check error: "
	GcPrefix     = "spiderpool IP collection error: "
	StatusPrefix = "gridpool is not ready: "

	unhealthy = "unhealthy spiderpool-agent backend: "
)

// Refused returns the CNI error of an agent's refusal: its code, message and details.
func Refused(prefix string, r *wire.Refusal) error {
	code := uint(r.Code)
	if code == 0 {
		code = types.ErrInternal
	}
	return types.NewError(code, prefix+r.Message, r.Details)
}

// Failure returns the CNI error of anything else that went wrong; a *types.Error keeps its code and gets the prefix.
func Failure(prefix string, err error) error {
	var fault *types.Error
	var status *agent.Status
	switch {
	case errors.As(err, &fault):
		return types.NewError(fault.Code, prefix+fault.Msg, fault.Details)
	case errors.Is(err, agent.ErrUnreachable):
		return types.NewError(types.ErrTryAgainLater, prefix+unhealthy+err.Error(), "")
	case errors.As(err, &status):
		return types.NewError(statusCode(status), prefix+status.Message, status.Error())
	}
	return types.NewError(types.ErrInternal, prefix+err.Error(), "")
}

func statusCode(s *agent.Status) uint {
	switch {
	case s.Temporary():
		return types.ErrTryAgainLater
	case s.Code == agent.InvalidArgument:
		return types.ErrInvalidNetworkConfig
	}
	return types.ErrInternal
}
