package main

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
)

const modeBits = 0o7777

// attributes are what files and folders have besides what is in them.
type attributes struct {
	mode, owner, group uint32
	changed            time.Time
}

// newAttributes are those of what somebody makes now.
func newAttributes(ctx context.Context, mode uint32) attributes {
	made := attributes{mode: mode & modeBits, changed: time.Now()}
	if caller, ok := fuse.FromContext(ctx); ok {
		made.owner, made.group = caller.Uid, caller.Gid
	}
	return made
}

// attributesOf are those of what the disk has.
func attributesOf(info os.FileInfo) attributes {
	found := attributes{changed: info.ModTime()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		found.mode, found.owner, found.group = stat.Mode&modeBits, stat.Uid, stat.Gid
	}
	return found
}

// set takes over what a caller changes, except the size.
func (a *attributes) set(in *fuse.SetAttrIn) {
	if mode, ok := in.GetMode(); ok {
		a.mode = mode & modeBits
	}
	if owner, ok := in.GetUID(); ok {
		a.owner = owner
	}
	if group, ok := in.GetGID(); ok {
		a.group = group
	}
	if changed, ok := in.GetMTime(); ok {
		a.changed = changed
	}
}

// show tells the kernel.
func (a *attributes) show(out *fuse.Attr, bytes int) {
	out.Mode, out.Size, out.Nlink = a.mode, uint64(bytes), 1
	out.Uid, out.Gid = a.owner, a.group
	out.SetTimes(&a.changed, &a.changed, &a.changed)
}

// store writes them to the disk.
func (a *attributes) store(on *os.File) error {
	fd := int(on.Fd())
	changed := unix.NsecToTimeval(a.changed.UnixNano())
	return errors.Join(
		unix.Fchown(fd, int(a.owner), int(a.group)),
		unix.Fchmod(fd, a.mode), // after chown, which takes bits away
		unix.Futimes(fd, []unix.Timeval{changed, changed}))
}
