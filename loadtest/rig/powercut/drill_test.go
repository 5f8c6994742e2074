package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// asCommand makes the test binary the command, so that it can be killed like one.
const asCommand = "POWERCUT_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// drill is a mounted disk of a test, which is switched off and on.
type drill struct {
	t               *testing.T
	dir, mountpoint string
	process         *exec.Cmd
	complaint       bytes.Buffer
}

func newDrill(t *testing.T) *drill {
	t.Helper()
	if _, err := os.Stat("/dev/fuse"); err != nil || os.Geteuid() != 0 {
		t.Fatalf("as uid %d: these tests mount for real, which takes root and /dev/fuse: %v", os.Geteuid(), err)
	}
	d := &drill{t: t, dir: t.TempDir(), mountpoint: t.TempDir()}
	t.Cleanup(d.cut)
	d.boot()
	return d
}

func (d *drill) boot() {
	d.t.Helper()
	self, err := os.Executable()
	d.must(err)
	d.process = exec.Command(self, d.dir, d.mountpoint)
	d.process.Env = append(os.Environ(), asCommand+"=yes")
	d.process.Stderr = &d.complaint
	out, err := d.process.StdoutPipe()
	d.must(err)
	d.must(d.process.Start())
	if n, _ := out.Read(make([]byte, 64)); n == 0 {
		_ = d.process.Wait()
		d.t.Fatalf("not mounted: %s", d.complaint.String())
	}
}

// cut is the power cut.
func (d *drill) cut() {
	if d.process == nil {
		return
	}
	_ = d.process.Process.Kill()
	_ = d.process.Wait()
	_ = unix.Unmount(d.mountpoint, unix.MNT_DETACH)
	d.process = nil
}

func (d *drill) cutAndBoot() {
	d.t.Helper()
	d.cut()
	d.boot()
}

// shutDown is the orderly end.
func (d *drill) shutDown() {
	d.t.Helper()
	d.must(d.process.Process.Signal(syscall.SIGTERM))
	if err := d.process.Wait(); err != nil {
		d.t.Fatalf("the orderly end: %v: %s", err, d.complaint.String())
	}
	d.process = nil
}

func (d *drill) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *drill) path(name string) string { return filepath.Join(d.mountpoint, name) }

// open opens a file that the test leaves to its end.
func (d *drill) open(name string, flags int) *os.File {
	d.t.Helper()
	file, err := os.OpenFile(d.path(name), flags, 0o640)
	d.must(err)
	d.t.Cleanup(func() { _ = file.Close() })
	return file
}

// write puts text into a new or old file; sync says whether the file is synced.
func (d *drill) write(name, text string, sync bool) {
	d.t.Helper()
	file := d.open(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC)
	_, err := file.WriteString(text)
	d.must(err)
	if sync {
		d.must(file.Sync())
	}
	d.must(file.Close())
}

// syncFolder is what a Java FileChannel does too: opened read-only, then fsync.
func (d *drill) syncFolder(name string) {
	d.t.Helper()
	folder := d.open(name, os.O_RDONLY)
	d.must(folder.Sync())
	d.must(folder.Close())
}

// expect compares all files below the mount, as "name=text" and "name/" for folders.
func (d *drill) expect(want ...string) {
	d.t.Helper()
	d.expectIn(d.mountpoint, want...)
}

// expectDisk compares what the folder below has.
func (d *drill) expectDisk(want ...string) {
	d.t.Helper()
	d.expectIn(d.dir, want...)
}

func (d *drill) expectIn(root string, want ...string) {
	d.t.Helper()
	found := []string{}
	d.must(filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := strings.TrimPrefix(strings.TrimPrefix(path, root), "/")
		if err != nil || name == "" {
			return err
		}
		if entry.IsDir() {
			found = append(found, name+"/")
			return nil
		}
		text, err := os.ReadFile(path)
		found = append(found, name+"="+string(text))
		return err
	}))
	sort.Strings(want)
	sort.Strings(found)
	if strings.Join(found, " ") != strings.Join(want, " ") {
		d.t.Errorf("%s has %q, want %q", root, found, want)
	}
}

func (d *drill) expectError(err, want error) {
	d.t.Helper()
	if !errors.Is(err, want) {
		d.t.Errorf("%v, want %v", err, want)
	}
}
