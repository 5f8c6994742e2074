package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

const (
	callLimit        = 10 * time.Second
	answerBytesMax   = 4 << 20
	statusAnnotation = "k8s.v1.cni.cncf.io/network-status"
)

type podKey struct{ namespace, name string }

// kubeAPI makes the three calls of the stand-in.
type kubeAPI struct {
	client *http.Client
	server string
	token  string
}

func newAPI(conf *settings) (*kubeAPI, error) {
	authority, err := os.ReadFile(conf.CAFile)
	if err != nil {
		return nil, err
	}
	token, err := os.ReadFile(conf.TokenFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, errors.New("caFile holds no certificate")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	return &kubeAPI{&http.Client{Transport: transport, Timeout: callLimit}, conf.APIServer, strings.TrimSpace(string(token))}, nil
}

func (a *kubeAPI) annotations(pod podKey) (map[string]string, error) {
	var object struct {
		Metadata struct {
			Annotations map[string]string `json:"annotations"`
		} `json:"metadata"`
	}
	err := a.call(http.MethodGet, fmt.Sprintf("/api/v1/namespaces/%s/pods/%s", pod.namespace, pod.name), nil, &object)
	return object.Metadata.Annotations, err
}

// definition returns the configuration text of a NetworkAttachmentDefinition.
func (a *kubeAPI) definition(namespace, name string) (string, error) {
	var object struct {
		Spec struct {
			Config string `json:"config"`
		} `json:"spec"`
	}
	path := fmt.Sprintf("/apis/k8s.cni.cncf.io/v1/namespaces/%s/network-attachment-definitions/%s", namespace, name)
	err := a.call(http.MethodGet, path, nil, &object)
	return object.Spec.Config, err
}

func (a *kubeAPI) writeStatus(pod podKey, items []networkStatus) error {
	text, err := json.MarshalIndent(items, "", "    ")
	if err != nil {
		return err
	}
	patch := map[string]any{"metadata": map[string]any{"annotations": map[string]string{statusAnnotation: string(text)}}}
	return a.call(http.MethodPatch, fmt.Sprintf("/api/v1/namespaces/%s/pods/%s/status", pod.namespace, pod.name), patch, nil)
}

func (a *kubeAPI) call(method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, a.server+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	request.Header.Set("Content-Type", "application/merge-patch+json")
	answer, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, answerBytesMax))
	if err != nil {
		return err
	}
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s: %.300s", method, path, answer.Status, content)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(content, into)
}
