//go:build faultpoint

package point

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// The environment of a test: the process is killed before change number GRIDPOOL_KILL_AT, change number GRIDPOOL_FAIL_AT
// fails, and each change is written to the file GRIDPOOL_POINTS. Numbers count from 1.
func init() {
	killAt, _ := strconv.Atoi(os.Getenv("GRIDPOOL_KILL_AT"))
	failAt, _ := strconv.Atoi(os.Getenv("GRIDPOOL_FAIL_AT"))
	path := os.Getenv("GRIDPOOL_POINTS")
	reached := 0
	hook = func(name string) error {
		reached++
		if path != "" {
			note(path, name)
		}
		if reached == killAt {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		if reached == failAt {
			return fmt.Errorf("fault point %d (%s)", reached, name)
		}
		return nil
	}
}

func note(path, name string) {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		panic(err)
	}
	defer out.Close()
	fmt.Fprintln(out, name)
}
