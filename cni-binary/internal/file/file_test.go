package file

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestReplaceWritesAllOfItWithItsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plugin")
	if err := Replace(path, 0o755, strings.NewReader("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("%v %v", info, err)
	}
	if data, _ := os.ReadFile(path); string(data) != "new" {
		t.Errorf("%q", data)
	}
}

// A copy that ended half-way leaves the old file whole and nothing beside it.
func TestReplaceThatFailsLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "plugin")
	if err := os.WriteFile(path, []byte("old"), 0o755); err != nil {
		t.Fatal(err)
	}
	broken := io.MultiReader(strings.NewReader("half"), failing{})
	if err := Replace(path, 0o755, broken); !errors.Is(err, errBroken) {
		t.Fatalf("%v", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "old" {
		t.Errorf("%q", data)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%v", left)
	}
}

func TestReplaceGoesOnWhereAnEarlierOneWasCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plugin")
	if err := os.WriteFile(path+".tmp", []byte("a longer half of something"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Replace(path, 0o755, strings.NewReader("new")); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); string(data) != "new" {
		t.Errorf("%q", data)
	}
}

// The agent need not be root, and has to read what the plugin, who is, leaves in its folder.
func TestReplaceGivesTheFileToTheOwnerOfItsFolder(t *testing.T) {
	dir := t.TempDir()
	want := uint32(os.Getuid())
	if os.Geteuid() == 0 {
		want = 65532
		if err := os.Chown(dir, int(want), int(want)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "entry")
	if err := Replace(path, 0o600, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner != want {
		t.Errorf("owner %d, want %d", owner, want)
	}
}

var errBroken = errors.New("broken")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }
