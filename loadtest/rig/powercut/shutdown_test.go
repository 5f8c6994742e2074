package main

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestOrderlyEndKeepsAll(t *testing.T) {
	d := newDrill(t)
	d.must(os.MkdirAll(d.path("one/two"), 0o700))
	d.write("one/two/entry", "text", false)
	d.write("journal", "one", false)
	d.shutDown()
	d.expectDisk("one/", "one/two/", "one/two/entry=text", "journal=one")
	d.boot()
	d.expect("one/", "one/two/", "one/two/entry=text", "journal=one")
}

func TestUmountIsAnOrderlyEnd(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "one", false)
	d.must(unix.Unmount(d.mountpoint, 0))
	d.must(d.process.Wait())
	d.process = nil
	d.expectDisk("journal=one")
}

func TestWritesOfSynchronousFilesNeedNoSync(t *testing.T) {
	for name, flag := range map[string]int{"O_SYNC": unix.O_SYNC, "O_DSYNC": unix.O_DSYNC} {
		t.Run(name, func(t *testing.T) {
			d := newDrill(t)
			for _, file := range []*os.File{d.open("new", os.O_CREATE|os.O_WRONLY|flag), d.open("new", os.O_WRONLY|os.O_APPEND|flag)} {
				d.syncFolder(".")
				_, err := file.WriteString("one")
				d.must(err)
			}
			d.cutAndBoot()
			d.expect("new=oneone")
		})
	}
}

func TestAttributesSurviveWithTheContent(t *testing.T) {
	d := newDrill(t)
	d.write("entry", "one", true)
	d.syncFolder(".")
	when := time.Unix(1_700_000_000, 0)
	file := d.open("entry", os.O_RDWR)
	d.must(file.Chmod(0o604))
	d.must(file.Chown(7, 8))
	d.must(os.Chtimes(d.path("entry"), when, when))
	d.must(unix.Fdatasync(int(file.Fd())))
	d.must(os.Chmod(d.path("entry"), 0o777))
	d.cutAndBoot()
	var found unix.Stat_t
	d.must(unix.Stat(d.path("entry"), &found))
	if found.Mode != unix.S_IFREG|0o604 || found.Uid != 7 || found.Gid != 8 || found.Mtim.Sec != when.Unix() {
		t.Errorf("mode %o, owner %d:%d, changed at %d", found.Mode, found.Uid, found.Gid, found.Mtim.Sec)
	}
}

func TestExclusiveCreationAndLocks(t *testing.T) {
	d := newDrill(t)
	one := d.open(".lock", os.O_CREATE|os.O_EXCL|os.O_RDWR)
	_, err := os.OpenFile(d.path(".lock"), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	d.expectError(err, os.ErrExist)
	two := d.open(".lock", os.O_RDWR)
	d.must(unix.Flock(int(one.Fd()), unix.LOCK_EX|unix.LOCK_NB))
	d.expectError(unix.Flock(int(two.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK)
	d.must(unix.FcntlFlock(one.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK}))
	d.expectError(unix.FcntlFlock(two.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK}), unix.EAGAIN)
}

func TestFullDiskRefusesAndRecovers(t *testing.T) {
	d := newDrill(t)
	d.expectError(os.WriteFile(d.path("sparse"), nil, 0o600), nil)
	d.expectError(os.Truncate(d.path("sparse"), bytesMax+1), unix.ENOSPC)
	for range 3 {
		d.must(os.WriteFile(d.path("large"), make([]byte, bytesMax*2/3), 0o600))
		d.expectError(os.WriteFile(d.path("more"), make([]byte, bytesMax/2), 0o600), unix.ENOSPC)
		d.must(os.Remove(d.path("large")))
		d.must(os.Remove(d.path("more")))
	}
}

func TestSlowUntilToldOtherwise(t *testing.T) {
	d := newDrill(t)
	file := d.open("journal", os.O_WRONLY|os.O_CREATE)
	d.becomes(file, unix.SIGUSR1, true)
	d.becomes(file, unix.SIGUSR2, false)
}

// becomes waits until the disk has got the signal: an fsync then is slow, or no longer.
func (d *drill) becomes(file *os.File, told unix.Signal, slow bool) {
	d.t.Helper()
	d.must(d.process.Process.Signal(told))
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); {
		before := time.Now()
		d.must(file.Sync())
		if time.Since(before) >= slowSync == slow {
			return
		}
	}
	d.t.Fatalf("still slow: %v", !slow)
}

func TestWhatIsRefused(t *testing.T) {
	d := newDrill(t)
	d.must(os.Mkdir(d.path("folder"), 0o700))
	d.write("entry", "one", false)
	d.expectError(os.Rename(d.path("entry"), d.path("folder/entry")), unix.EXDEV)
	d.expectError(os.Rename(d.path("folder"), d.path("other")), unix.EXDEV)
	d.write("folder/entry", "two", false)
	d.expectError(os.Remove(d.path("folder")), unix.ENOTEMPTY)
}

func TestWrongUseIsToldInOneLine(t *testing.T) {
	d := newDrill(t)
	d.must(unix.Mkfifo(d.dir+"/pipe", 0o600))
	again := exec.Command(d.process.Path, d.dir, t.TempDir())
	again.Env = d.process.Env
	out, err := again.CombinedOutput()
	if want := "powercut: " + d.dir + "/pipe is neither a file nor a folder\n"; err == nil || string(out) != want {
		t.Errorf("%v: %q, want %q", err, out, want)
	}
}
