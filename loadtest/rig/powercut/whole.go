package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// load reads a folder that the disk has, with all below it, and removes what a cut left unfinished there.
func load(d *disk, path string) (*folder, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	found := &folder{disk: d, attributes: attributesOf(info), path: path, synced: map[string]node{}}
	for _, each := range entries {
		below := filepath.Join(path, each.Name())
		if strings.HasPrefix(each.Name(), unfinished) {
			err = os.Remove(below)
		} else {
			found.synced[each.Name()], err = loadEntry(d, below, each)
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func loadEntry(d *disk, path string, entry os.DirEntry) (node, error) {
	if !d.take(nodeBytes) {
		return nil, fmt.Errorf("%s holds more than %d bytes", d.root, bytesMax)
	}
	if entry.IsDir() {
		return load(d, path)
	}
	if entry.Type().IsRegular() {
		return loadFile(d, path)
	}
	return nil, fmt.Errorf("%s is neither a file nor a folder", path)
}

func loadFile(d *disk, path string) (*file, error) {
	backing, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	info, err := backing.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > bytesMax || !d.take(int(info.Size())) {
		return nil, fmt.Errorf("%s holds more than %d bytes", d.root, bytesMax)
	}
	found := &file{disk: d, attributes: attributesOf(info), content: make([]byte, info.Size()), backing: backing}
	found.same, err = backing.ReadAt(found.content, 0)
	if len(found.content) == 0 {
		err = nil // io.EOF of an empty file
	}
	return found, err
}

// writeOut syncs the folder with all below it.
func (d *folder) writeOut() error {
	for _, each := range d.Children() {
		var err error
		switch below := each.Operations().(type) {
		case *file:
			err = below.sync()
		case *folder:
			err = below.writeOut()
		}
		if err != nil {
			return err
		}
	}
	return d.sync()
}
