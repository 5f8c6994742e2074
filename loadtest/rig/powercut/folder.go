package main

import (
	"context"
	"errors"
	"os"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// node is a *file or a *folder.
type node = fs.InodeEmbedder

// folder is one folder: the names seen here are the children of its inode.
type folder struct {
	fs.Inode
	attributes
	disk *disk
	// path is where the disk has it; empty as long as it has not.
	path string
	// synced are the names that the disk has, or will have as soon as it has the folder.
	synced map[string]node
}

var (
	_ fs.NodeOnAdder   = (*folder)(nil)
	_ fs.NodeCreater   = (*folder)(nil)
	_ fs.NodeMkdirer   = (*folder)(nil)
	_ fs.NodeUnlinker  = (*folder)(nil)
	_ fs.NodeRmdirer   = (*folder)(nil)
	_ fs.NodeRenamer   = (*folder)(nil)
	_ fs.NodeGetattrer = (*folder)(nil)
	_ fs.NodeSetattrer = (*folder)(nil)
	_ fs.NodeStatfser  = (*folder)(nil)
	_ fs.NodeFsyncer   = (*folder)(nil)
)

// OnAdd shows what was loaded from the disk.
func (d *folder) OnAdd(ctx context.Context) {
	for name, each := range d.synced {
		d.AddChild(name, d.inode(ctx, each), false)
	}
}

// inode makes one that stays although the kernel forgets it: this tree is the only place that knows of it.
func (d *folder) inode(ctx context.Context, of node) *fs.Inode {
	kind := uint32(syscall.S_IFREG)
	if _, ok := of.(*folder); ok {
		kind = syscall.S_IFDIR
	}
	return d.NewPersistentInode(ctx, of, fs.StableAttr{Mode: kind})
}

func (d *folder) Create(ctx context.Context, _ string, _, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	d.disk.mutex.Lock()
	defer d.disk.mutex.Unlock()
	if !d.disk.take(nodeBytes) {
		return nil, nil, 0, syscall.ENOSPC
	}
	backing, err := d.disk.nameless()
	if err != nil {
		d.disk.take(-nodeBytes)
		return nil, nil, 0, errno(err)
	}
	made := &file{disk: d.disk, attributes: newAttributes(ctx, mode), content: []byte{}, backing: backing}
	made.show(&out.Attr, 0)
	return d.inode(ctx, made), nil, 0, errno(made.store(backing))
}

func (d *folder) Mkdir(ctx context.Context, _ string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	d.disk.mutex.Lock()
	defer d.disk.mutex.Unlock()
	if !d.disk.take(nodeBytes) {
		return nil, syscall.ENOSPC
	}
	made := &folder{disk: d.disk, attributes: newAttributes(ctx, mode)}
	made.show(&out.Attr, 0)
	return d.inode(ctx, made), 0
}

// Unlink lets the kernel forget the file; the name goes when it returns.
func (d *folder) Unlink(_ context.Context, name string) syscall.Errno {
	if gone := d.GetChild(name); gone != nil {
		gone.ForgetPersistent()
	}
	return 0
}

func (d *folder) Rmdir(ctx context.Context, name string) syscall.Errno {
	if gone := d.GetChild(name); gone != nil && len(gone.Children()) > 0 {
		return syscall.ENOTEMPTY
	}
	d.disk.mutex.Lock()
	d.disk.take(-nodeBytes)
	d.disk.mutex.Unlock()
	return d.Unlink(ctx, name)
}

func (d *folder) Rename(ctx context.Context, name string, into fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	if flags&fs.RENAME_EXCHANGE != 0 {
		return syscall.EINVAL
	}
	if into.EmbeddedInode() != d.EmbeddedInode() || d.GetChild(name).IsDir() {
		return syscall.EXDEV
	}
	return d.Unlink(ctx, newName)
}

func (d *folder) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	d.disk.mutex.Lock()
	defer d.disk.mutex.Unlock()
	d.show(&out.Attr, 0)
	return 0
}

func (d *folder) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	d.disk.mutex.Lock()
	defer d.disk.mutex.Unlock()
	d.set(in)
	d.show(&out.Attr, 0)
	return 0
}

func (d *folder) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	d.disk.mutex.Lock()
	defer d.disk.mutex.Unlock()
	free := uint64(bytesMax-d.disk.used) / nodeBytes
	out.Bsize, out.Frsize, out.NameLen = nodeBytes, nodeBytes, 255
	out.Blocks, out.Files = bytesMax/nodeBytes, bytesMax/nodeBytes
	out.Bfree, out.Bavail, out.Ffree = free, free, free
	return 0
}

func (d *folder) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	d.disk.wait()
	d.disk.mutex.Lock()
	defer d.disk.mutex.Unlock()
	return errno(d.sync())
}

// errno is the caller's view of an error of the disk below.
func errno(err error) syscall.Errno {
	var number syscall.Errno
	if err != nil && !errors.As(err, &number) {
		return syscall.EIO
	}
	return number
}

// sync makes the names on the disk those that are seen here.
func (d *folder) sync() error {
	seen := map[string]node{}
	for name, each := range d.Children() {
		seen[name] = each.Operations()
	}
	if d.path != "" {
		if err := errors.Join(replace(d.path, d.synced, seen), d.storeFolder()); err != nil {
			return err
		}
	}
	d.synced = seen
	return nil
}

// settle makes the folder, with the names that were synced before it had its own.
func (d *folder) settle(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	if err := replace(path, nil, d.synced); err != nil {
		return err
	}
	d.path = path
	return d.storeFolder()
}

func (d *folder) storeFolder() error {
	open, err := os.Open(d.path)
	if err != nil {
		return err
	}
	return errors.Join(d.store(open), open.Close())
}
