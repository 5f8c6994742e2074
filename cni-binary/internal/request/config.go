// Package request reads what the runtime hands to the binary: configuration on stdin and CNI_ARGS.
// Bad input ends here, with CNI code 4 (variables), 6 (no JSON) or 7 (configuration).
package request

import (
	"encoding/json"
	"errors"

	"github.com/containernetworking/cni/pkg/types"

	"gridpool.io/cni/internal/wire"
)

// Defaults of the ipam section.
const (
	DefaultSocket   = "/run/gridpool/gridpool.sock"
	DefaultQueueDir = "/var/lib/gridpool/del-queue"
)

// Config is the network configuration as far as this plugin reads it.
type Config struct {
	CNIVersion string
	Network    string
	IPAM       IPAM
	PrevResult json.RawMessage
	// RequestedIPs are the addresses of runtimeConfig.ips and args.cni.ips, in this order.
	RequestedIPs []string
	// Valid lists the attachments that live; nil means that the configuration has no such list.
	Valid []wire.Attachment
}

// document is the JSON of a network configuration.
type document struct {
	CNIVersion    string          `json:"cniVersion"`
	Name          string          `json:"name"`
	IPAM          json.RawMessage `json:"ipam"`
	PrevResult    json.RawMessage `json:"prevResult"`
	RuntimeConfig struct {
		IPs []string `json:"ips"`
	} `json:"runtimeConfig"`
	Args struct {
		CNI struct {
			IPs []string `json:"ips"`
		} `json:"cni"`
	} `json:"args"`
	Valid json.RawMessage `json:"cni.dev/valid-attachments"`
}

// ParseConfig reads a network configuration. Unknown keys are ignored; a known key of a wrong type is a fault
// that names key and value.
func ParseConfig(data []byte) (*Config, error) {
	var d document
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, JSONFault(data, err)
	}
	c := &Config{CNIVersion: d.CNIVersion, Network: d.Name, PrevResult: d.PrevResult}
	if c.CNIVersion == "" {
		c.CNIVersion = "0.1.0"
	}
	var err error
	if c.IPAM, err = parseIPAM(d.IPAM); err != nil {
		return nil, err
	}
	if c.RequestedIPs, err = checkAddresses(append(d.RuntimeConfig.IPs, d.Args.CNI.IPs...)); err != nil {
		return nil, err
	}
	c.Valid, err = parseValid(d.Valid)
	return c, err
}

// parseValid reads the list of living attachments; null is an empty list, as libcni writes it.
func parseValid(raw json.RawMessage) ([]wire.Attachment, error) {
	if raw == nil {
		return nil, nil
	}
	var list []types.GCAttachment
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, ConfigFault("key \"cni.dev/valid-attachments\": value %s must be a list of {containerID, ifname}",
			Shorten(string(raw)))
	}
	valid := make([]wire.Attachment, 0, len(list))
	for _, a := range list {
		valid = append(valid, wire.Attachment{ContainerID: a.ContainerID, IfName: a.IfName})
	}
	return valid, nil
}

// JSONFault says why data is no JSON object; it names the key that has a wrong type.
func JSONFault(data []byte, err error) error {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) && mismatch.Field != "" {
		return ConfigFault("key %q: value of type %s must be a %s", mismatch.Field, mismatch.Value, mismatch.Type)
	}
	if err == nil || errors.As(err, &mismatch) {
		return ConfigFault("the network configuration must be a JSON object, not %s", Shorten(string(data)))
	}
	return types.NewError(types.ErrDecodingFailure, "the network configuration is not JSON: "+err.Error(), "")
}
