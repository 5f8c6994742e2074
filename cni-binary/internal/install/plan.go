// Package install puts the plugin and its configuration where a container runtime looks for them, and takes them away.
package install

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gridpool.io/cni/internal/file"
)

// Copy is one file to be at Target as it is at Source.
type Copy struct {
	Source, Target string
	Mode           os.FileMode
}

// Beside is the copy of a plugin from the folder of another one; named is its name, with =NAME when it is to have another
// name in the runtime's folder.
func Beside(plugin, binFolder, named string) Copy {
	source, target, renamed := strings.Cut(named, "=")
	if !renamed {
		target = source
	}
	return Copy{filepath.Join(filepath.Dir(plugin), source), filepath.Join(binFolder, target), 0o755}
}

// Folder is one that has to exist and belong to a user, with all that is in it.
type Folder struct {
	Path     string
	UID, GID int
}

// Plan is all that an installation writes on a node.
type Plan struct {
	Copies  []Copy
	Folders []Folder
}

// Install makes the node as the plan says and returns what it wrote; what is right already is left alone.
func (p Plan) Install() (written []string, err error) {
	for _, folder := range p.Folders {
		if err := folder.give(); err != nil {
			return written, fmt.Errorf("folder %s: %w", folder.Path, err)
		}
	}
	for _, each := range p.Copies {
		fresh, err := each.put()
		if err != nil {
			return written, fmt.Errorf("%s to %s: %w", each.Source, each.Target, err)
		}
		if fresh {
			written = append(written, each.Target)
		}
	}
	return written, nil
}

// Remove takes away what Install wrote and returns it. A file that somebody else has put in its place stays, and so do
// the folders: leases and releases are in them.
func (p Plan) Remove() (removed []string, err error) {
	for _, each := range p.Copies {
		same, differs := each.done()
		if differs != nil {
			err = errors.Join(err, differs)
			continue
		}
		if !same {
			continue
		}
		if failure := os.Remove(each.Target); failure != nil {
			err = errors.Join(err, failure)
			continue
		}
		removed = append(removed, each.Target)
	}
	return removed, err
}

func (c Copy) put() (fresh bool, err error) {
	if same, err := c.done(); err != nil || same {
		return false, err
	}
	if err := os.MkdirAll(filepath.Dir(c.Target), 0o755); err != nil {
		return false, err
	}
	source, err := os.Open(c.Source)
	if err != nil {
		return false, err
	}
	defer source.Close()
	return true, file.Replace(c.Target, c.Mode, source)
}

func (c Copy) done() (bool, error) {
	want, err := os.ReadFile(c.Source)
	if err != nil {
		return false, err
	}
	have, err := os.ReadFile(c.Target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	info, err := os.Stat(c.Target)
	return err == nil && info.Mode().Perm() == c.Mode && bytes.Equal(want, have), err
}

func (f Folder) give() error {
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return err
	}
	return filepath.WalkDir(f.Path, func(path string, _ fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // the agent of before may still be at work
			return nil
		}
		if err != nil {
			return err
		}
		if err := os.Lchown(path, f.UID, f.GID); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
