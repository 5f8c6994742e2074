// Package wire holds the messages between the CNI binary and the agent, and their protobuf bytes.
//
// The contract is app/src/main/proto/ipam.proto. The encoding is written by hand because the protobuf runtime
// costs every process start more than the call itself; tests compare each message with the generated code.
package wire

// Service is the path of the gRPC service; a method's path is Service + its name.
const Service = "/gridpool.ipam.v1.Ipam/"

// Attachment is one NIC of one sandbox, as the runtime names it. Its JSON form is the entry of the DEL queue.
type Attachment struct {
	ContainerID  string `json:"container_id"`
	IfName       string `json:"if_name"`
	Netns        string `json:"netns,omitempty"`
	Network      string `json:"network,omitempty"`
	PodNamespace string `json:"pod_namespace,omitempty"`
	PodName      string `json:"pod_name,omitempty"`
	PodUID       string `json:"pod_uid,omitempty"`
}

// AddRequest asks for the addresses of one NIC.
type AddRequest struct {
	Attachment   Attachment
	IPv4Pools    []string
	IPv6Pools    []string
	CleanGateway bool
	RequestedIPs []string
	// MatchMaster asks for pools around one of MasterAddresses (CIDR form) only.
	MatchMaster     bool
	MasterAddresses []string
}

// AddReply carries the addresses, or why there are none.
type AddReply struct {
	IPs     []IP
	Routes  []Route
	Refusal *Refusal
	// DetectConflict and DetectGateway ask for questions to the link.
	DetectConflict bool
	DetectGateway  bool
}

// IP is an address in CIDR form, its gateway (empty: none) and its pool.
type IP struct {
	Address string
	Gateway string
	Pool    string
}

// Route is a destination in CIDR form and its gateway (empty: on the link).
type Route struct {
	Destination string
	Gateway     string
}

// Refusal is the agent's no: the CNI error code, one sentence, and pools and numbers.
type Refusal struct {
	Code    uint32
	Message string
	Details string
}

// CheckRequest asks whether the NIC still holds these addresses (CIDR form).
type CheckRequest struct {
	Attachment Attachment
	Addresses  []string
}

// GcRequest names every attachment of the network that lives; all others are to be released.
type GcRequest struct {
	Network string
	Valid   []Attachment
}
