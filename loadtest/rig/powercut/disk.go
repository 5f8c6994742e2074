package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// bytesMax bounds what is held in memory, which is everything; ENOSPC beyond.
	bytesMax = 64 << 20
	// nodeBytes is what a file or folder counts, however little is in it.
	nodeBytes = 4096
	// unfinished begins the names of what a cut kept from getting its own name.
	unfinished = ".powercut-"
	// slowSync is how much longer an fsync takes while the disk is slow.
	slowSync = 500 * time.Millisecond
)

// disk is what all files and folders of a mount share.
type disk struct {
	root string
	// mutex guards every field of every file and folder.
	mutex sync.Mutex
	used  int
	slow  atomic.Bool
}

// obey makes the disk slow or fast from now on as it is told.
func (d *disk) obey() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, unix.SIGUSR1, unix.SIGUSR2)
	go func() {
		for each := range told {
			d.slow.Store(each == unix.SIGUSR1)
		}
	}()
}

// wait is what every fsync does first, before others would have to wait for it.
func (d *disk) wait() {
	if d.slow.Load() {
		time.Sleep(slowSync)
	}
}

// take counts bytes more, or fewer; whether there is room for them.
func (d *disk) take(bytes int) bool {
	if bytes > 0 && d.used+bytes > bytesMax {
		return false
	}
	d.used += bytes
	return true
}

// nameless makes a file without a name, which is gone at the cut unless it has been given one.
func (d *disk) nameless() (*os.File, error) {
	fd, err := unix.Open(d.root, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%s: a file without a name: %w", d.root, err)
	}
	return os.NewFile(uintptr(fd), d.root), nil
}

// link gives an open file a name that nobody has.
func link(file *os.File, path string) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	open := fmt.Sprintf("/proc/self/fd/%d", file.Fd())
	if err := unix.Linkat(unix.AT_FDCWD, open, unix.AT_FDCWD, path, unix.AT_SYMLINK_FOLLOW); err != nil {
		return &os.LinkError{Op: "link", Old: file.Name(), New: path, Err: err}
	}
	return nil
}

// replace turns the names that a folder has on the disk into others. Each file gets its new name in one step, and has at
// least one name all the time: an open file without any could not be given one again.
func replace(path string, before, after map[string]node) error {
	staged := map[string]string{}
	for name, each := range after {
		if made, ok := each.(*file); ok && before[name] != each {
			staged[name] = filepath.Join(path, fmt.Sprint(unfinished, len(staged)))
			if err := link(made.backing, staged[name]); err != nil {
				return err
			}
		}
	}
	for name, each := range after {
		if before[name] != each {
			if err := put(filepath.Join(path, name), before[name], each, staged[name]); err != nil {
				return err
			}
		}
	}
	for name := range before {
		if after[name] == nil {
			if err := os.RemoveAll(filepath.Join(path, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// put makes one name that of another file or folder than before.
func put(path string, before, after node, staged string) error {
	made, isFolder := after.(*folder)
	if _, wasFolder := before.(*folder); wasFolder || isFolder {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	if isFolder {
		return made.settle(path)
	}
	return os.Rename(staged, path)
}
