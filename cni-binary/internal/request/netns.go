package request

import (
	"strings"

	"github.com/containernetworking/cni/pkg/ns"
	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
)

// CheckNetns asks before the work what skel asks after it: a refusal then would come behind a printed result.
func CheckNetns(args *skel.CmdArgs) error {
	if override := args.NetnsOverride; override == "1" || strings.EqualFold(override, "true") {
		return nil
	}
	own, fault := ns.CheckNetNS(args.Netns)
	if fault != nil {
		return fault
	}
	if own {
		return types.NewError(types.ErrInvalidNetNS, "CNI_NETNS is the plugin's own network namespace", "")
	}
	return nil
}
