package request

import (
	"unicode/utf8"

	"github.com/containernetworking/cni/pkg/skel"

	"gridpool.io/cni/internal/wire"
)

// nameBytesMax bounds each name of an attachment; Kubernetes and Linux allow less.
const nameBytesMax = 1024

// Request is one call of the runtime: whom it is about, and the configuration.
type Request struct {
	Config     *Config
	Attachment wire.Attachment
	// RequestedIPs are the addresses asked for, those of CNI_ARGS first.
	RequestedIPs []string
}

// Parse reads a call that must name its pod: ADD and CHECK.
func Parse(call *skel.CmdArgs) (*Request, error) {
	r, argsFault, err := read(call)
	if err != nil {
		return nil, err
	}
	if argsFault != nil {
		return nil, argsFault
	}
	if r.Attachment.PodNamespace == "" || r.Attachment.PodName == "" {
		return nil, environmentFault("CNI_ARGS lacks K8S_POD_NAMESPACE or K8S_POD_NAME")
	}
	return r, nil
}

// ParseDel reads a DEL. It takes from CNI_ARGS what is readable: an attachment is known by container id and
// interface, and a DEL that fails for bad arguments would keep the pod from ending.
func ParseDel(call *skel.CmdArgs) (*Request, error) {
	r, _, err := read(call)
	return r, err
}

func read(call *skel.CmdArgs) (r *Request, argsFault, err error) {
	config, err := ParseConfig(call.StdinData)
	if err != nil {
		return nil, nil, err
	}
	args, argsFault := ParseArgs(call.Args)
	r = &Request{Config: config, RequestedIPs: append(args.RequestedIPs, config.RequestedIPs...)}
	r.Attachment = wire.Attachment{
		ContainerID: call.ContainerID, IfName: call.IfName, Netns: call.Netns, Network: config.Network,
		PodNamespace: args.PodNamespace, PodName: args.PodName, PodUID: args.PodUID,
	}
	return r, argsFault, checkNames(&r.Attachment)
}

// checkNames refuses names that protobuf cannot carry or nobody can mean.
func checkNames(a *wire.Attachment) error {
	for _, n := range [...]struct{ variable, value string }{
		{"CNI_CONTAINERID", a.ContainerID},
		{"CNI_IFNAME", a.IfName},
		{"CNI_NETNS", a.Netns},
		{"K8S_POD_NAMESPACE", a.PodNamespace},
		{"K8S_POD_NAME", a.PodName},
		{"K8S_POD_UID", a.PodUID},
	} {
		if len(n.value) > nameBytesMax || !utf8.ValidString(n.value) {
			return environmentFault("%s=%q must be text of at most %d bytes", n.variable, Shorten(n.value), nameBytesMax)
		}
	}
	return nil
}
