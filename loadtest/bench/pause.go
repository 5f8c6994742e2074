package main

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// pauses are the processes that the bench has stopped. They go on when the bench is interrupted.
var pauses = struct {
	sync.Mutex
	pids map[int]bool
}{pids: map[int]bool{}}

// pause stops a process.
func pause(pid int) error {
	pauses.Lock()
	defer pauses.Unlock()
	pauses.pids[pid] = true
	return syscall.Kill(pid, syscall.SIGSTOP)
}

// resume lets a stopped process go on.
func resume(pid int) error {
	pauses.Lock()
	defer pauses.Unlock()
	delete(pauses.pids, pid)
	return syscall.Kill(pid, syscall.SIGCONT)
}

// resumeWhenInterrupted ends the bench on SIGINT and SIGTERM, and leaves nothing stopped behind.
func resumeWhenInterrupted() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ended
		pauses.Lock()
		for pid := range pauses.pids {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
		os.Exit(130)
	}()
}
