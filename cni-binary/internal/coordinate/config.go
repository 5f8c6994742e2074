package coordinate

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strconv"

	"gridpool.io/cni/internal/request"
	"gridpool.io/cni/internal/wire"
)

const (
	entriesMax    = 256 // of one list in the configuration
	socketPathMax = 107 // bytes, as for the ipam section
	textMax       = 253 // bytes of one value
)

// Config is the plugin's own configuration, as SpiderMultusConfigs write it. A nil value is not said.
type Config struct {
	CNIVersion      string
	Network         string
	PrevResult      json.RawMessage
	Socket          string
	Mode            *string
	OverlayPodCIDR  []string
	ServiceCIDR     []string
	HijackCIDR      []string
	PolicyRoutes    []wire.Route
	MACPrefix       *string
	TunePodRoutes   *bool
	DefaultRouteNIC *string
	HostRuleTable   *int
	RPFilter        *int
	TxQueueLen      *int
	VethLinkAddress *string
	VethMTU         *int
}

// setters has an entry for each known key; an error is what the value must be. Spiderpool writes one key with a
// lower-case c; users write it as the SpiderCoordinator spells it.
var setters = map[string]func(*Config, json.RawMessage) string{
	"cniVersion":            func(c *Config, raw json.RawMessage) string { return setText(&c.CNIVersion, raw) },
	"name":                  func(c *Config, raw json.RawMessage) string { return setText(&c.Network, raw) },
	"prevResult":            func(c *Config, raw json.RawMessage) string { c.PrevResult = raw; return "" },
	"ipam_unix_socket_path": func(c *Config, raw json.RawMessage) string { return setPath(&c.Socket, raw) },
	"mode":                  func(c *Config, raw json.RawMessage) string { return setOptional(&c.Mode, raw) },
	"overlayPodCIDR":        func(c *Config, raw json.RawMessage) string { return setTexts(&c.OverlayPodCIDR, raw) },
	"serviceCIDR":           func(c *Config, raw json.RawMessage) string { return setTexts(&c.ServiceCIDR, raw) },
	"hijackCIDR":            func(c *Config, raw json.RawMessage) string { return setTexts(&c.HijackCIDR, raw) },
	"policyRoutes":          setPolicyRoutes,
	"podMACPrefix":          func(c *Config, raw json.RawMessage) string { return setOptional(&c.MACPrefix, raw) },
	"tunePodRoutes":         setTunePodRoutes,
	"podDefaultRouteNIC":    func(c *Config, raw json.RawMessage) string { return setOptional(&c.DefaultRouteNIC, raw) },
	"podDefaultRouteNic":    func(c *Config, raw json.RawMessage) string { return setOptional(&c.DefaultRouteNIC, raw) },
	"hostRuleTable":         func(c *Config, raw json.RawMessage) string { return setNumber(&c.HostRuleTable, raw) },
	"podRPFilter":           func(c *Config, raw json.RawMessage) string { return setNumber(&c.RPFilter, raw) },
	"txQueueLen":            func(c *Config, raw json.RawMessage) string { return setNumber(&c.TxQueueLen, raw) },
	"vethLinkAddress":       func(c *Config, raw json.RawMessage) string { return setOptional(&c.VethLinkAddress, raw) },
	"vethMTU":               func(c *Config, raw json.RawMessage) string { return setNumber(&c.VethMTU, raw) },
}

// ParseConfig reads the configuration. Unknown keys are ignored, null is a key not said; a known key with a wrong value
// is CNI code 7, naming key and value.
func ParseConfig(data []byte) (*Config, error) {
	c := &Config{CNIVersion: "0.1.0", Socket: request.DefaultSocket}
	var document map[string]json.RawMessage
	if err := json.Unmarshal(data, &document); err != nil || document == nil {
		return nil, request.JSONFault(data, err)
	}
	for key, value := range document {
		set, known := setters[key]
		if !known || bytes.Equal(value, []byte("null")) {
			continue
		}
		if wanted := set(c, value); wanted != "" {
			return nil, request.ConfigFault("key %q: value %s must be %s", key, request.Shorten(string(value)), wanted)
		}
	}
	return c, nil
}

func setText(target *string, raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil || len(text) > textMax {
		return "text of at most " + strconv.Itoa(textMax) + " bytes"
	}
	*target = text
	return ""
}

func setOptional(target **string, raw json.RawMessage) string {
	var text string
	wanted := setText(&text, raw)
	if wanted == "" && text != "" {
		*target = &text
	}
	return wanted
}

func setPath(target *string, raw json.RawMessage) string {
	var path string
	if setText(&path, raw) != "" || !filepath.IsAbs(path) || len(path) > socketPathMax {
		return "an absolute path of at most " + strconv.Itoa(socketPathMax) + " bytes"
	}
	*target = path
	return ""
}

func setTexts(target *[]string, raw json.RawMessage) string {
	list := []string{}
	if json.Unmarshal(raw, &list) != nil || len(list) > entriesMax {
		return "a list of at most " + strconv.Itoa(entriesMax) + " addresses or CIDRs"
	}
	*target = list
	return ""
}

func setNumber(target **int, raw json.RawMessage) string {
	var number int32
	if json.Unmarshal(raw, &number) != nil {
		return "a whole number"
	}
	wide := int(number)
	*target = &wide
	return ""
}

func setTunePodRoutes(c *Config, raw json.RawMessage) string {
	var tune bool
	if json.Unmarshal(raw, &tune) != nil {
		return "true or false"
	}
	c.TunePodRoutes = &tune
	return ""
}

func setPolicyRoutes(c *Config, raw json.RawMessage) string {
	var list []struct {
		Destination string `json:"dst"`
		Gateway     string `json:"gw"`
	}
	if json.Unmarshal(raw, &list) != nil || len(list) > entriesMax {
		return "a list of at most " + strconv.Itoa(entriesMax) + ` objects {"dst", "gw"}`
	}
	c.PolicyRoutes = []wire.Route{}
	for _, each := range list {
		c.PolicyRoutes = append(c.PolicyRoutes, wire.Route{Destination: each.Destination, Gateway: each.Gateway})
	}
	return ""
}
