package install

import (
	"context"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func plan(t *testing.T) (Plan, string) {
	t.Helper()
	dir := t.TempDir()
	plugin := write(t, filepath.Join(dir, "image", "gridpool"), "the plugin")
	bin := filepath.Join(dir, "opt", "cni", "bin")
	return Plan{Copies: []Copy{
		{plugin, filepath.Join(bin, "gridpool"), 0o755},
		{plugin, filepath.Join(bin, "spiderpool"), 0o755},
	}}, bin
}

func TestInstallsUnderEveryNameAndOnlyOnce(t *testing.T) {
	p, bin := plan(t)
	written, err := p.Install()
	if err != nil || len(written) != 2 {
		t.Fatalf("%v %v", written, err)
	}
	if got := read(t, filepath.Join(bin, "spiderpool")); got != "the plugin" {
		t.Errorf("%q", got)
	}
	if written, err = p.Install(); err != nil || len(written) != 0 {
		t.Errorf("written again: %v %v", written, err)
	}
}

func TestPluginsBesideTheFirstAreInstalledUnderTheNamesAskedFor(t *testing.T) {
	p, bin := plan(t)
	plugin := p.Copies[0].Source
	write(t, filepath.Join(filepath.Dir(plugin), "coordinator"), "the coordinator")
	for _, named := range []string{"coordinator", "coordinator=other"} {
		p.Copies = append(p.Copies, Beside(plugin, bin, named))
	}
	if _, err := p.Install(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"coordinator", "other"} {
		if got := read(t, filepath.Join(bin, name)); got != "the coordinator" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if removed, err := p.Remove(); err != nil || len(removed) != 4 {
		t.Errorf("%v %v", removed, err)
	}
}

func TestPutsBackWhatWasDamagedOrLostItsMode(t *testing.T) {
	p, bin := plan(t)
	if _, err := p.Install(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(bin, "gridpool"), "half")
	if err := os.Chmod(filepath.Join(bin, "spiderpool"), 0o644); err != nil {
		t.Fatal(err)
	}
	if written, err := p.Install(); err != nil || len(written) != 2 {
		t.Errorf("%v %v", written, err)
	}
}

func TestRemovesItsOwnFilesAndLeavesThoseOfOthers(t *testing.T) {
	p, bin := plan(t)
	if _, err := p.Install(); err != nil {
		t.Fatal(err)
	}
	foreign := write(t, filepath.Join(bin, "spiderpool"), "Spiderpool's own plugin")
	removed, err := p.Remove()
	if err != nil || !slices.Equal(removed, []string{filepath.Join(bin, "gridpool")}) {
		t.Errorf("%v %v", removed, err)
	}
	if got := read(t, foreign); got != "Spiderpool's own plugin" {
		t.Errorf("%q", got)
	}
}

func TestGivesFoldersWithAllThatIsInThemToTheAgent(t *testing.T) {
	dir := t.TempDir()
	journal := write(t, filepath.Join(dir, "state", "journal", "1.log"), "a lease")
	user := os.Getuid()
	if os.Geteuid() == 0 {
		user = 65532
	}
	p := Plan{Folders: []Folder{{filepath.Join(dir, "state"), user, user}}}
	if _, err := p.Install(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(journal)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; int(owner) != user {
		t.Errorf("the journal belongs to %d, not %d", owner, user)
	}
}

func TestTellsADeletedDaemonSetFromAnUpdatedOne(t *testing.T) {
	for _, each := range []struct {
		status    int
		body      string
		gone, bad bool
	}{
		{http.StatusOK, `{"metadata":{"name":"gridpool-agent"}}`, false, false},
		{http.StatusOK, `{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"}}`, true, false},
		{http.StatusNotFound, `{}`, true, false},
		{http.StatusUnauthorized, `{}`, true, false},
		{http.StatusForbidden, `{}`, true, false},
		{http.StatusServiceUnavailable, `{}`, false, true},
		{http.StatusOK, `no JSON`, false, true},
	} {
		gone, err := daemonSet(t, each.status, each.body).Gone(context.Background())
		if gone != each.gone || (err != nil) != each.bad {
			t.Errorf("%d %s: gone %v, error %v", each.status, each.body, gone, err)
		}
	}
}

func TestIsReadyOnlyWhenEveryNodeHasTheNewestPod(t *testing.T) {
	const form = `{"metadata":{"generation":2},"status":{"observedGeneration":%d,"desiredNumberScheduled":3,` +
		`"updatedNumberScheduled":%d,"numberAvailable":%d}}`
	for _, each := range []struct {
		observed, updated, available int
		ready                        bool
	}{{2, 3, 3, true}, {1, 3, 3, false}, {2, 2, 3, false}, {2, 3, 2, false}} {
		body := fmt.Sprintf(form, each.observed, each.updated, each.available)
		ready, err := daemonSet(t, http.StatusOK, body).Ready(context.Background())
		if err != nil || ready != each.ready {
			t.Errorf("%+v: %v %v", each, ready, err)
		}
	}
	if _, err := daemonSet(t, http.StatusNotFound, `{}`).Ready(context.Background()); err == nil {
		t.Error("a missing DaemonSet is no error")
	}
}

func daemonSet(t *testing.T, status int, body string) DaemonSet {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		const path = "/apis/apps/v1/namespaces/kube-system/daemonsets/gridpool-agent"
		if r.URL.Path != path || r.Header.Get("Authorization") != "Bearer secret" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	account := t.TempDir()
	write(t, filepath.Join(account, "token"), "secret\n")
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	write(t, filepath.Join(account, "ca.crt"), string(authority))
	return DaemonSet{"kube-system", "gridpool-agent", server.URL, account}
}
