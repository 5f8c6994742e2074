package main

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// kube is the little of an API server that the bench needs. It reads kubeconfigs with a token, as the rig writes
// them, and does not check the server's certificate: it talks to a rig on the same machine.
type kube struct {
	server string
	token  string
	client *http.Client
}

func newKube(path string) (*kube, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	k := &kube{}
	for key, target := range map[string]*string{"server": &k.server, "token": &k.token} {
		match := regexp.MustCompile(key + `: "?([^",}\s]+)`).FindSubmatch(data)
		if match == nil {
			return nil, fmt.Errorf("%s has no %s", path, key)
		}
		*target = string(match[1])
	}
	k.client = &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, MaxIdleConnsPerHost: 32},
		Timeout:   60 * time.Second,
	}
	return k, nil
}

// object is the JSON of an API object.
type object = map[string]any

// do makes one request. Codes of 400 and above are errors, except those allowed.
func (k *kube) do(method, path string, body any, allowed ...int) ([]byte, error) {
	var content io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, k.server+path, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+k.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := k.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode < 400 {
		return data, err
	}
	for _, code := range allowed {
		if response.StatusCode == code {
			return data, nil
		}
	}
	return data, fmt.Errorf("%s %s: %d %.200s", method, path, response.StatusCode, data)
}

var (
	requestTotal = regexp.MustCompile(`(?m)^apiserver_request_total\{([^}]*)\} (\S+)$`)
	label        = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// writes returns the counters of the server's write requests, by "verb group/resource".
func (k *kube) writes() (map[string]float64, error) {
	data, err := k.do("GET", "/metrics", nil)
	if err != nil {
		return nil, err
	}
	counts := map[string]float64{}
	for _, line := range requestTotal.FindAllSubmatch(data, -1) {
		labels := map[string]string{}
		for _, l := range label.FindAllSubmatch(line[1], -1) {
			labels[string(l[1])] = string(l[2])
		}
		verb := labels["verb"]
		if !strings.Contains(" POST PUT PATCH APPLY DELETE DELETECOLLECTION ", " "+verb+" ") {
			continue
		}
		value, err := strconv.ParseFloat(string(line[2]), 64)
		if err != nil {
			return nil, err
		}
		counts[verb+" "+labels["group"]+"/"+strings.TrimSuffix(labels["resource"]+"/"+labels["subresource"], "/")] += value
	}
	return counts, nil
}
