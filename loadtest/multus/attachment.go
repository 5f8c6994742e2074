package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/containernetworking/cni/libcni"
)

const (
	defaultNetworkAnnotation = "v1.multus-cni.io/default-network"
	networksAnnotation       = "k8s.v1.cni.cncf.io/networks"
	systemNamespace          = "kube-system"
)

// attachment is one NIC of a pod.
type attachment struct {
	Network   string `json:"network"` // namespace/name of the definition; the default network's own name without one
	Interface string `json:"interface"`
	Config    []byte `json:"config"` // conflist
}

// selection is one item of the networks annotation.
type selection struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Interface string `json:"interface"`
}

// attachmentsOf reads both annotations: the default network first, then each item in the order written.
func attachmentsOf(pod podKey, annotations map[string]string, conf *settings, api *kubeAPI) ([]attachment, error) {
	first, err := defaultAttachment(annotations[defaultNetworkAnnotation], conf, api)
	if err != nil {
		return nil, err
	}
	all := []attachment{first}
	items, err := parseNetworks(annotations[networksAnnotation])
	if err != nil {
		return nil, err
	}
	for i, item := range items {
		if item.Namespace == "" {
			item.Namespace = pod.namespace
		}
		if item.Interface == "" {
			item.Interface = fmt.Sprintf("net%d", i+1)
		}
		next, err := defined(item, api)
		if err != nil {
			return nil, err
		}
		all = append(all, next)
	}
	return all, nil
}

func defaultAttachment(annotation string, conf *settings, api *kubeAPI) (attachment, error) {
	if annotation == "" {
		config, err := os.ReadFile(conf.DefaultConf)
		return attachment{Network: "default", Interface: "eth0", Config: config}, err
	}
	items, err := parseNetworks(annotation)
	if err != nil || len(items) != 1 {
		return attachment{}, fmt.Errorf("annotation %s names not exactly one network: %q", defaultNetworkAnnotation, annotation)
	}
	if items[0].Namespace == "" {
		items[0].Namespace = systemNamespace
	}
	items[0].Interface = "eth0"
	return defined(items[0], api)
}

// parseNetworks accepts a JSON list, compact or not, and the comma list [namespace/]name[@interface].
func parseNetworks(annotation string) ([]selection, error) {
	annotation = strings.TrimSpace(annotation)
	if annotation == "" {
		return nil, nil
	}
	if strings.HasPrefix(annotation, "[") {
		var items []selection
		if err := json.Unmarshal([]byte(annotation), &items); err != nil {
			return nil, fmt.Errorf("networks annotation: %w", err)
		}
		return items, nil
	}
	var items []selection
	for _, text := range strings.Split(annotation, ",") {
		name, nic, _ := strings.Cut(strings.TrimSpace(text), "@")
		namespace, short, found := strings.Cut(name, "/")
		if !found {
			namespace, short = "", name
		}
		if short == "" {
			return nil, fmt.Errorf("networks annotation: no name in %q", text)
		}
		items = append(items, selection{Name: short, Namespace: namespace, Interface: nic})
	}
	return items, nil
}

func defined(item selection, api *kubeAPI) (attachment, error) {
	config, err := api.definition(item.Namespace, item.Name)
	if err != nil {
		return attachment{}, err
	}
	list, err := asList(config, item.Name)
	return attachment{Network: item.Namespace + "/" + item.Name, Interface: item.Interface, Config: list}, err
}

// asList makes a conflist of a definition's text, which may be one plugin or a list.
func asList(text, name string) ([]byte, error) {
	var config map[string]any
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		return nil, fmt.Errorf("definition %s: %w", name, err)
	}
	if _, isList := config["plugins"].([]any); !isList {
		config = map[string]any{"cniVersion": config["cniVersion"], "name": config["name"], "plugins": []any{config}}
	}
	if given, _ := config["name"].(string); given == "" {
		config["name"] = name
	}
	list, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	_, err = libcni.ConfListFromBytes(list)
	return list, err
}
