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

// Gone says whether the DaemonSet is deleted or being deleted, rather than updated. An account that is no longer known
// or no longer has its right counts as gone: an uninstallation takes these away within moments of the DaemonSet.
func (d DaemonSet) Gone(ctx context.Context) (bool, error) {
	client, err := d.client()
	if err != nil {
		return false, err
	}
	token, err := os.ReadFile(filepath.Join(d.Account, "token"))
	if err != nil {
		return false, err
	}
	url := fmt.Sprintf("%s/apis/apps/v1/namespaces/%s/daemonsets/%s", d.Server, d.Namespace, d.Name)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false, err
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	answer, err := client.Do(request)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close()
	return gone(answer)
}

func gone(answer *http.Response) (bool, error) {
	switch answer.StatusCode {
	case http.StatusNotFound, http.StatusUnauthorized, http.StatusForbidden:
		return true, nil
	case http.StatusOK:
	default:
		return false, fmt.Errorf("the API server answered %s", answer.Status)
	}
	var object struct {
		Metadata struct {
			DeletionTimestamp string `json:"deletionTimestamp"`
		} `json:"metadata"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, answerBytesMax)).Decode(&object); err != nil {
		return false, err
	}
	return object.Metadata.DeletionTimestamp != "", nil
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
