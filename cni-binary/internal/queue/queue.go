// Package queue keeps the DELs that no agent could take, in a bounded folder that the agent drains.
//
// The format is a contract with the agent; cni-binary/README.md, "The DEL queue", has it all.
package queue

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gridpool.io/cni/internal/file"
	"gridpool.io/cni/internal/wire"
)

const (
	// EntriesMax bounds the queue: a node has some hundred attachments at most, and one entry each.
	EntriesMax = 256
	// EntrySuffix ends the name of a finished entry; other files are none.
	EntrySuffix = ".json"

	lockName = ".lock"
)

// ErrFull says that the queue holds EntriesMax entries.
var ErrFull = fmt.Errorf("the DEL queue is full (%d entries)", EntriesMax)

// ErrReachable says that the agent was back before the entry was written: ask it instead.
var ErrReachable = errors.New("the agent is back")

// Put writes an entry that survives a power cut, and returns once it does. An attachment that is queued already
// is success and takes no second place.
//
// reachable is asked under the lock. The agent listens first and takes the lock to drain afterwards, so either it
// sees this entry or this process sees its socket. Errors: ErrFull, ErrReachable, or of the file system.
func Put(dir string, a *wire.Attachment, reachable func() bool) error {
	if err := file.MakeFolder(dir, 0o700); err != nil {
		return err
	}
	unlock, err := lock(filepath.Join(dir, lockName))
	if err != nil {
		return err
	}
	defer unlock()
	if reachable() {
		return ErrReachable
	}
	entry := filepath.Join(dir, Name(a))
	if _, err := os.Stat(entry); err == nil {
		return nil
	}
	if full, err := isFull(dir); err != nil || full {
		return errors.Join(err, fullOrNil(full))
	}
	return write(entry, a)
}

// Name returns the file name of an attachment's entry: one per network, container and interface.
func Name(a *wire.Attachment) string {
	sum := sha256.Sum256([]byte(a.Network + "\x00" + a.ContainerID + "\x00" + a.IfName))
	return hex.EncodeToString(sum[:16]) + EntrySuffix
}

func fullOrNil(full bool) error {
	if full {
		return ErrFull
	}
	return nil
}

func isFull(dir string) (bool, error) {
	files, err := os.ReadDir(dir)
	entries := 0
	for _, f := range files {
		if strings.HasSuffix(f.Name(), EntrySuffix) {
			entries++
		}
	}
	return entries >= EntriesMax, err
}

// write puts the entry in place in one step: a reader sees all of it or nothing.
func write(entry string, a *wire.Attachment) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return file.Replace(entry, 0o600, bytes.NewReader(append(data, '\n')))
}
