package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A cut in the middle of work: what was acknowledged as synced is there, and each file is whole.
func TestCutOfABusyDisk(t *testing.T) {
	d := newDrill(t)
	const writers = 4
	for range 5 {
		var all sync.WaitGroup
		acknowledged := make([]int, writers)
		for i := range writers {
			all.Go(func() {
				for n := 1; d.replace(fmt.Sprint("file", i), n) == nil; n++ {
					acknowledged[i] = n
				}
			})
		}
		time.AfterFunc(100*time.Millisecond, func() { _ = d.process.Process.Kill() })
		all.Wait()
		d.cutAndBoot()
		for i, least := range acknowledged {
			text, err := os.ReadFile(d.path(fmt.Sprint("file", i)))
			d.must(err)
			n, err := strconv.Atoi(string(text))
			if err != nil || n < least || n > least+1 || least == 0 {
				t.Errorf("%q on the disk, %v; %d was acknowledged", text, err, least)
			}
		}
	}
}

// replace gives the file new content as programs do that mean it.
func (d *drill) replace(name string, n int) error {
	aside, err := os.Create(d.path(name + ".new"))
	if err != nil {
		return err
	}
	_, err = aside.WriteString(strconv.Itoa(n))
	if err = errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return err
	}
	if err := os.Rename(d.path(name+".new"), d.path(name)); err != nil {
		return err
	}
	folder, err := os.Open(d.mountpoint)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
