package request

import (
	"fmt"

	"github.com/containernetworking/cni/pkg/types"
)

// environmentFault says that the runtime's variables are unusable (CNI code 4).
func environmentFault(format string, values ...any) error {
	return types.NewError(types.ErrInvalidEnvironmentVariables, fmt.Sprintf(format, values...), "")
}

// ConfigFault says that the network configuration is unusable (CNI code 7).
func ConfigFault(format string, values ...any) error {
	return types.NewError(types.ErrInvalidNetworkConfig, fmt.Sprintf(format, values...), "")
}

// Shorten keeps a value that goes into a message readable.
func Shorten(value string) string {
	const shownMax = 100
	if len(value) > shownMax {
		return value[:shownMax] + "…"
	}
	return value
}
