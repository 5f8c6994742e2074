package request

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	poolsMax      = 64  // names in one list of pools
	poolNameMax   = 253 // bytes, as for every Kubernetes object
	socketPathMax = 107 // bytes, the size of sockaddr_un less its final zero
	pathMax       = 1024
)

// IPAM is the "ipam" section. Spiderpool's keys for log files are checked but mean nothing here: the binary
// writes no log, its errors reach the user through the runtime.
type IPAM struct {
	Socket       string
	QueueDir     string
	IPv4Pools    []string
	IPv6Pools    []string
	CleanGateway bool
	MatchMaster  bool
}

// setters has an entry for each known key; an error is what the value must be.
var setters = map[string]func(*IPAM, json.RawMessage) string{
	"ipam_unix_socket_path": func(i *IPAM, raw json.RawMessage) string { return setPath(&i.Socket, raw, socketPathMax) },
	"del_queue_dir":         func(i *IPAM, raw json.RawMessage) string { return setPath(&i.QueueDir, raw, pathMax) },
	"default_ipv4_ippool":   func(i *IPAM, raw json.RawMessage) string { return setPools(&i.IPv4Pools, raw) },
	"default_ipv6_ippool":   func(i *IPAM, raw json.RawMessage) string { return setPools(&i.IPv6Pools, raw) },
	"clean_gateway":         func(i *IPAM, raw json.RawMessage) string { return setBool(&i.CleanGateway, raw) },
	"match_master_subnet":   func(i *IPAM, raw json.RawMessage) string { return setBool(&i.MatchMaster, raw) },
	"type":                  checkType,
	"log_level":             checkString,
	"log_file_path":         checkString,
	"log_file_max_size":     checkCount,
	"log_file_max_age":      checkCount,
	"log_file_max_count":    checkCount,
}

// parseIPAM reads the section; null stands for the default of a key.
func parseIPAM(raw json.RawMessage) (IPAM, error) {
	ipam := IPAM{Socket: DefaultSocket, QueueDir: DefaultQueueDir}
	if raw == nil {
		return ipam, ConfigFault("key \"ipam\" is missing")
	}
	var section map[string]json.RawMessage
	if err := json.Unmarshal(raw, &section); err != nil || section == nil {
		return ipam, ConfigFault("key \"ipam\": value %s must be an object", Shorten(string(raw)))
	}
	if _, has := section["type"]; !has {
		return ipam, ConfigFault("key \"ipam.type\" is missing")
	}
	for key, value := range section {
		set, known := setters[key]
		if !known || bytes.Equal(value, []byte("null")) && key != "type" {
			continue
		}
		if wanted := set(&ipam, value); wanted != "" {
			return ipam, ConfigFault("key \"ipam.%s\": value %s must be %s", key, Shorten(string(value)), wanted)
		}
	}
	return ipam, nil
}

func setPath(target *string, raw json.RawMessage, bytesMax int) string {
	var path string
	if json.Unmarshal(raw, &path) != nil || !filepath.IsAbs(path) || len(path) > bytesMax || strings.ContainsRune(path, 0) {
		return "an absolute path of at most " + strconv.Itoa(bytesMax) + " bytes"
	}
	*target = path
	return ""
}

func setPools(target *[]string, raw json.RawMessage) string {
	const wanted = "a list of at most 64 pool names"
	var pools []string
	if json.Unmarshal(raw, &pools) != nil || len(pools) > poolsMax {
		return wanted
	}
	for _, name := range pools {
		if name == "" || len(name) > poolNameMax {
			return wanted
		}
	}
	*target = pools
	return ""
}

func setBool(target *bool, raw json.RawMessage) string {
	if json.Unmarshal(raw, target) != nil {
		return "true or false"
	}
	return ""
}

func checkType(_ *IPAM, raw json.RawMessage) string {
	var name string
	if json.Unmarshal(raw, &name) != nil || name != "gridpool" && name != "spiderpool" {
		return `"gridpool" or "spiderpool"`
	}
	return ""
}

func checkString(_ *IPAM, raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return "a string"
	}
	return ""
}

// checkCount takes a number, also as a string, which is how Spiderpool's documents show it.
func checkCount(_ *IPAM, raw json.RawMessage) string {
	var count int64
	if json.Unmarshal(bytes.Trim(raw, `"`), &count) != nil || count < 0 {
		return "a whole number"
	}
	return ""
}
