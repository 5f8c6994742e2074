package queue

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"gridpool.io/cni/internal/file"
)

// lock waits for the exclusive lock of the queue and returns what gives it back. It is a POSIX record lock over the
// whole file, because that is the kind that a Java FileChannel takes. The process's own time limit ends the wait.
func lock(path string) (unlock func(), err error) {
	held, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.GiveToOwnerOf(filepath.Dir(path), path); err != nil {
		return nil, errors.Join(err, held.Close())
	}
	whole := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart}
	for {
		err = syscall.FcntlFlock(held.Fd(), syscall.F_SETLKW, &whole)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, held.Close())
	}
	return func() { held.Close() }, nil
}
