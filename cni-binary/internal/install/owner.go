package install

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// answerBytesMax bounds what is read of the API server's answer.
const answerBytesMax = 4 << 20

// DaemonSet is the owner of this process's pod: when it goes, so does what was installed.
type DaemonSet struct {
	Namespace, Name string
	// Server is the API server's URL, Account the folder of the pod's service account.
	Server, Account string
}

// InCluster is the DaemonSet as a pod reaches it.
func InCluster(namespace, name string) DaemonSet {
	server := "https://" + net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
	return DaemonSet{namespace, name, server, "/var/run/secrets/kubernetes.io/serviceaccount"}
}

// status is what is read of a DaemonSet.
type status struct {
	Metadata struct {
		DeletionTimestamp string `json:"deletionTimestamp"`
		Generation        int64  `json:"generation"`
	} `json:"metadata"`
	Status struct {
		ObservedGeneration int64 `json:"observedGeneration"`
		Desired            int   `json:"desiredNumberScheduled"`
		Updated            int   `json:"updatedNumberScheduled"`
		Available          int   `json:"numberAvailable"`
	} `json:"status"`
}

// Ready says whether every node that should have a pod of the newest kind has one that is available.
func (d DaemonSet) Ready(ctx context.Context) (bool, error) {
	now, code, err := d.read(ctx)
	if err != nil {
		return false, err
	}
	if code != http.StatusOK {
		return false, fmt.Errorf("the API server answered %d", code)
	}
	have := now.Status
	return have.ObservedGeneration >= now.Metadata.Generation && have.Desired > 0 &&
		have.Updated == have.Desired && have.Available == have.Desired, nil
}

// Gone says whether the DaemonSet is deleted or being deleted, rather than updated. An account that is no longer known
// or no longer has its right counts as gone: an uninstallation takes these away within moments of the DaemonSet.
func (d DaemonSet) Gone(ctx context.Context) (bool, error) {
	now, code, err := d.read(ctx)
	if err != nil {
		return false, err
	}
	switch code {
	case http.StatusNotFound, http.StatusUnauthorized, http.StatusForbidden:
		return true, nil
	case http.StatusOK:
		return now.Metadata.DeletionTimestamp != "", nil
	default:
		return false, fmt.Errorf("the API server answered %d", code)
	}
}

// read asks for the DaemonSet; the object is empty when the code is not 200.
func (d DaemonSet) read(ctx context.Context) (now status, code int, err error) {
	client, err := d.client()
	if err != nil {
		return now, 0, err
	}
	token, err := os.ReadFile(filepath.Join(d.Account, "token"))
	if err != nil {
		return now, 0, err
	}
	url := fmt.Sprintf("%s/apis/apps/v1/namespaces/%s/daemonsets/%s", d.Server, d.Namespace, d.Name)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return now, 0, err
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	answer, err := client.Do(request)
	if err != nil {
		return now, 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		err = json.NewDecoder(io.LimitReader(answer.Body, answerBytesMax)).Decode(&now)
	}
	return now, answer.StatusCode, err
}

func (d DaemonSet) client() (*http.Client, error) {
	authority, err := os.ReadFile(filepath.Join(d.Account, "ca.crt"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("%s/ca.crt holds no certificate", d.Account)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	return &http.Client{Transport: transport}, nil
}
