// Package file writes files as a power cut may not find them: all of it, or what was there before.
package file

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// Replace puts what content yields at path in one step: written beside it, given to the folder's owner, synced,
// renamed, the folder synced. Whoever runs or reads the old file keeps it. Errors: of content or of the file system; path is then as it was.
func Replace(path string, mode os.FileMode, content io.Reader) error {
	unfinished := path + ".tmp"
	if err := write(unfinished, mode, content); err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(unfinished)))
	}
	if err := os.Rename(unfinished, path); err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(unfinished)))
	}
	return SyncFolder(filepath.Dir(path))
}

// MakeFolder makes a folder, and those above it, with names that survive a power cut.
func MakeFolder(path string, mode os.FileMode) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	above := filepath.Dir(path)
	if err := MakeFolder(above, mode); err != nil {
		return err
	}
	if err := os.Mkdir(path, mode); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return SyncFolder(above)
}

// SyncFolder makes the names in a folder survive a power cut.
func SyncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// GiveToOwnerOf gives path to the owner of folder, who may be another user than this process: the plugin runs as
// root, the agent that reads what it leaves does not. A process without that right leaves the file its own.
func GiveToOwnerOf(folder, path string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 || owner.Uid == 0 {
		return nil
	}
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}

func write(path string, mode os.FileMode, content io.Reader) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, content)
	if err == nil {
		err = out.Chmod(mode) // whatever the process's mask is, and whoever left an unfinished one
	}
	if err == nil {
		err = GiveToOwnerOf(filepath.Dir(path), path)
	}
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
