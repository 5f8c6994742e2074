// Package ifacer makes the links on a node that other plugins build on: a VLAN, a bond, a VLAN on a bond. It plans from a
// view of the node, as package coordinate does.
package ifacer

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"

	"gridpool.io/cni/internal/request"
)

const (
	// defaultBond is the name of a bond that has none.
	defaultBond   = "sp_bond0"
	interfacesMax = 16
	vlanMax       = 4094
	bondModeMax   = 6
	optionsMax    = 32
	// nameMax is the length of a link's name.
	nameMax = 15
)

// Config is the plugin's configuration.
type Config struct {
	CNIVersion string          `json:"cniVersion"`
	Interfaces []string        `json:"interfaces"`
	VLAN       int             `json:"vlanID"`
	Bond       *Bond           `json:"bond"`
	PrevResult json.RawMessage `json:"prevResult"`
}

// Bond is the bond of several interfaces. Options are those of the kernel, "miimon=100;lacp_rate=fast".
type Bond struct {
	Name    string `json:"name"`
	Mode    int    `json:"mode"`
	Options string `json:"options"`
}

// ParseConfig reads the configuration. Unknown keys are ignored; a known key with a wrong value is CNI code 7.
func ParseConfig(data []byte) (*Config, error) {
	c := &Config{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, request.JSONFault(data, err)
	}
	if c.CNIVersion == "" {
		c.CNIVersion = "0.1.0"
	}
	return c, c.check()
}

func (c *Config) check() error {
	if count := len(c.Interfaces); count == 0 || count > interfacesMax {
		return request.ConfigFault("key \"interfaces\": %d names, from 1 to %d are needed", count, interfacesMax)
	}
	known := map[string]bool{}
	for _, name := range c.Interfaces {
		if !isName(name) || known[name] {
			return request.ConfigFault("key \"interfaces\": value %q must be the name of a link, given once", request.Shorten(name))
		}
		known[name] = true
	}
	if c.VLAN < 0 || c.VLAN > vlanMax {
		return request.ConfigFault("key \"vlanID\": value %d must be from 0 to %d", c.VLAN, vlanMax)
	}
	if c.VLAN == 0 && len(c.Interfaces) == 1 {
		return request.ConfigFault("key \"vlanID\": one interface without a VLAN leaves nothing to make")
	}
	if name := c.link(); !isName(name) {
		return request.ConfigFault("the link %q has a name of more than %d characters", name, nameMax)
	}
	_, err := c.bondLink()
	return err
}

func isName(name string) bool {
	return name != "" && len(name) <= nameMax && name != "." && name != ".." && !strings.ContainsAny(name, "/ \t\n\x00:")
}

// base is the link below the VLAN: the interface, or the bond of several.
func (c *Config) base() string {
	if len(c.Interfaces) == 1 {
		return c.Interfaces[0]
	}
	if c.Bond == nil || c.Bond.Name == "" {
		return defaultBond
	}
	return c.Bond.Name
}

// link is what the plugins behind this one use.
func (c *Config) link() string {
	if c.VLAN == 0 {
		return c.base()
	}
	return c.base() + "." + strconv.Itoa(c.VLAN)
}

// bondLink is the bond as the kernel is asked for it.
func (c *Config) bondLink() (*netlink.Bond, error) {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = c.base()
	link := netlink.NewLinkBond(attributes)
	if c.Bond == nil {
		link.Mode = netlink.BOND_MODE_BALANCE_RR
		return link, nil
	}
	if c.Bond.Mode < 0 || c.Bond.Mode > bondModeMax {
		return nil, request.ConfigFault("key \"bond.mode\": value %d must be from 0 to %d", c.Bond.Mode, bondModeMax)
	}
	link.Mode = netlink.BondMode(c.Bond.Mode)
	options := strings.FieldsFunc(c.Bond.Options, func(r rune) bool { return r == ';' })
	if len(options) > optionsMax {
		return nil, request.ConfigFault("key \"bond.options\": %d options, %d are allowed", len(options), optionsMax)
	}
	for _, option := range options {
		name, value, _ := strings.Cut(strings.TrimSpace(option), "=")
		if !setOption(link, name, value) {
			return nil, request.ConfigFault("key \"bond.options\": value %q must be an option of bonds with a value of its own", request.Shorten(option))
		}
	}
	return link, nil
}

// setOption says whether a bond has the option and may have the value.
func setOption(link *netlink.Bond, name, value string) bool {
	numbers := map[string]*int{
		"miimon": &link.Miimon, "updelay": &link.UpDelay, "downdelay": &link.DownDelay, "use_carrier": &link.UseCarrier,
		"arp_interval": &link.ArpInterval, "resend_igmp": &link.ResendIgmp, "num_grat_arp": &link.NumPeerNotif,
		"num_unsol_na": &link.NumPeerNotif, "all_slaves_active": &link.AllSlavesActive, "min_links": &link.MinLinks,
		"lp_interval": &link.LpInterval, "packets_per_slave": &link.PacketsPerSlave, "tlb_dynamic_lb": &link.TlbDynamicLb,
		"ad_actor_sys_prio": &link.AdActorSysPrio, "ad_user_port_key": &link.AdUserPortKey,
	}
	if target, known := numbers[name]; known {
		number, err := strconv.Atoi(value)
		*target = number
		return err == nil && number >= 0
	}
	var known bool
	switch name {
	case "lacp_rate":
		link.LacpRate, known = netlink.StringToBondLacpRateMap[value]
	case "xmit_hash_policy":
		link.XmitHashPolicy, known = netlink.StringToBondXmitHashPolicyMap[value]
	case "fail_over_mac":
		link.FailOverMac, known = failOverMAC[value]
	case "ad_select":
		link.AdSelect, known = adSelect[value]
	case "primary_reselect":
		link.PrimaryReselect, known = primaryReselect[value]
	}
	return known
}

var (
	failOverMAC = map[string]netlink.BondFailOverMac{
		"none": netlink.BOND_FAIL_OVER_MAC_NONE, "active": netlink.BOND_FAIL_OVER_MAC_ACTIVE, "follow": netlink.BOND_FAIL_OVER_MAC_FOLLOW,
	}
	adSelect = map[string]netlink.BondAdSelect{
		"stable": netlink.BOND_AD_SELECT_STABLE, "bandwidth": netlink.BOND_AD_SELECT_BANDWIDTH, "count": netlink.BOND_AD_SELECT_COUNT,
	}
	primaryReselect = map[string]netlink.BondPrimaryReselect{
		"always": netlink.BOND_PRIMARY_RESELECT_ALWAYS, "better": netlink.BOND_PRIMARY_RESELECT_BETTER,
		"failure": netlink.BOND_PRIMARY_RESELECT_FAILURE,
	}
)
