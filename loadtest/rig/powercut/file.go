package main

import (
	"context"
	"os"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// file is one file: what is seen of it here, what the disk has of it in the backing file.
type file struct {
	fs.Inode
	attributes
	disk    *disk
	content []byte
	// same is how many bytes at the beginning the backing file has too.
	same int
	// backing closes when nobody refers to this file: not before, for a folder may still have to give it its name.
	backing *os.File
}

var (
	_ fs.NodeOpener      = (*file)(nil)
	_ fs.NodeReader      = (*file)(nil)
	_ fs.NodeWriter      = (*file)(nil)
	_ fs.NodeGetattrer   = (*file)(nil)
	_ fs.NodeSetattrer   = (*file)(nil)
	_ fs.NodeFsyncer     = (*file)(nil)
	_ fs.NodeOnForgetter = (*file)(nil)
)

// Open has nothing to do: the kernel itself truncates, appends at the end, and calls for a sync after each write where O_SYNC
// or O_DSYNC was asked for.
func (f *file) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, 0, 0
}

func (f *file) Read(_ context.Context, _ fs.FileHandle, into []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	f.disk.mutex.Lock()
	defer f.disk.mutex.Unlock()
	from := min(int(offset), len(f.content))
	return fuse.ReadResultData(into[:copy(into, f.content[from:])]), 0
}

func (f *file) Write(_ context.Context, _ fs.FileHandle, data []byte, offset int64) (uint32, syscall.Errno) {
	f.disk.mutex.Lock()
	defer f.disk.mutex.Unlock()
	if offset > bytesMax || !f.resize(max(len(f.content), int(offset)+len(data))) {
		return 0, syscall.ENOSPC
	}
	f.same = min(f.same, int(offset))
	copy(f.content[offset:], data)
	f.changed = time.Now()
	return uint32(len(data)), 0
}

// resize cuts the content off or adds zeros; whether there is room for them.
func (f *file) resize(bytes int) bool {
	more := bytes - len(f.content)
	if !f.disk.take(more) {
		return false
	}
	if more > 0 {
		f.content = append(f.content, make([]byte, more)...)
	} else {
		f.content = f.content[:bytes]
	}
	f.same = min(f.same, bytes)
	return true
}

func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.disk.mutex.Lock()
	defer f.disk.mutex.Unlock()
	f.show(&out.Attr, len(f.content))
	return 0
}

func (f *file) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	f.disk.mutex.Lock()
	defer f.disk.mutex.Unlock()
	if bytes, ok := in.GetSize(); ok {
		if bytes > bytesMax || !f.resize(int(bytes)) {
			return syscall.ENOSPC
		}
		f.changed = time.Now()
	}
	f.set(in)
	f.show(&out.Attr, len(f.content))
	return 0
}

func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	f.disk.wait()
	f.disk.mutex.Lock()
	defer f.disk.mutex.Unlock()
	return errno(f.sync())
}

// sync writes to the disk what it does not have yet.
func (f *file) sync() error {
	if err := f.backing.Truncate(int64(f.same)); err != nil {
		return err
	}
	if _, err := f.backing.WriteAt(f.content[f.same:], int64(f.same)); err != nil {
		return err
	}
	f.same = len(f.content)
	return f.store(f.backing)
}

// OnForget gives the memory back once nobody can see the file any more.
func (f *file) OnForget() {
	f.disk.mutex.Lock()
	defer f.disk.mutex.Unlock()
	if f.content != nil {
		f.disk.take(-len(f.content) - nodeBytes)
		f.content = nil
	}
}
