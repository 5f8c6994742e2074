// Command powercut mounts a folder as a disk that loses at a power cut what was not synced.
//
// Everything is seen through the mount at once, but reaches the folder only when a disk would have to have it:
//
//   - what is in a file, with its owner, mode and times, at fsync or fdatasync of that file, or at each write where it was
//     opened with O_SYNC or O_DSYNC;
//   - which names a folder has (create, rename, unlink, mkdir, rmdir) at fsync of that folder. This is the strict reading of
//     POSIX: fsync of a new file does not save its name, as ext4 would. A synced name of a file that never was is an empty file.
//
// SIGKILL is the power cut: the folder then holds what the disk would. SIGTERM and umount are an orderly shutdown: all of it
// is written. An fsync that the cut interrupts may have happened in part, but a name is the old file or the new one. The
// folder itself is not synced any further: it is the machine below that must not fail.
//
// SIGUSR1 makes the disk slow: each fsync takes half a second more, until SIGUSR2.
//
// Renames stay within one folder and are of files (else EXDEV, as between disks); there are no links, sockets or devices.
// Locks are those of the kernel. syncfs and sync save nothing. Names that begin with .powercut- are its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
)

const usage = "usage: powercut DIR MOUNTPOINT"

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "powercut:", err)
		os.Exit(1)
	}
}

// run returns after an orderly end, when the folder has all of it.
func run(dir, mountpoint string) error {
	held := &disk{root: dir}
	root, err := load(held, dir)
	if err != nil {
		return err
	}
	held.obey()
	server, err := mount(root, mountpoint)
	if err != nil {
		return fmt.Errorf("cannot mount (this takes root and /dev/fuse): %w", err)
	}
	fmt.Println(mountpoint, "is mounted")
	asked, stop := signal.NotifyContext(context.Background(), unix.SIGTERM)
	defer stop()
	unmounted := make(chan struct{})
	go func() {
		server.Wait()
		close(unmounted)
	}()
	select {
	case <-unmounted:
	case <-asked.Done():
		if err = unmount(server, mountpoint); err == nil {
			<-unmounted
		}
	}
	return errors.Join(err, root.writeOut())
}

func mount(root *folder, mountpoint string) (*fuse.Server, error) {
	return fs.Mount(mountpoint, root, &fs.Options{
		NullPermissions: true,
		MountOptions: fuse.MountOptions{
			Name: "powercut", FsName: root.path, AllowOther: true, DirectMountStrict: true, Options: []string{"default_permissions"},
		},
	})
}

// unmount takes a mount that is still in use off the tree; it then ends with the last user.
func unmount(server *fuse.Server, mountpoint string) error {
	err := server.Unmount()
	if errors.Is(err, unix.EBUSY) {
		return unix.Unmount(mountpoint, unix.MNT_DETACH)
	}
	return err
}
