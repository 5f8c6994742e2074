package agent

import (
	"io"
	"os"
	"syscall"
	"time"
)

// unixConn is a connection with a deadline that blocks in the kernel. A process that makes one call needs no poller:
// going around the one of package net halves the time until an answer is seen on a busy node.
type unixConn struct {
	descriptor int
	deadline   time.Time
}

// connect opens a connection; it waits for a place among the callers until the deadline.
func connect(path string, deadline time.Time) (*unixConn, error) {
	descriptor, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	c := &unixConn{descriptor, deadline}
	if err := c.limit(syscall.SO_SNDTIMEO); err != nil {
		c.Close()
		return nil, err
	}
	for {
		err = syscall.Connect(descriptor, &syscall.SockaddrUnix{Name: path})
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// limit bounds the next system calls of a direction by what is left until the deadline.
func (c *unixConn) limit(option int) error {
	left := time.Until(c.deadline)
	if left <= 0 {
		return os.ErrDeadlineExceeded
	}
	timeout := syscall.NsecToTimeval(left.Nanoseconds() + 1000)
	return syscall.SetsockoptTimeval(c.descriptor, syscall.SOL_SOCKET, option, &timeout)
}

// Read returns what there is; at the deadline os.ErrDeadlineExceeded.
func (c *unixConn) Read(b []byte) (int, error) {
	for {
		if err := c.limit(syscall.SO_RCVTIMEO); err != nil {
			return 0, err
		}
		n, err := syscall.Read(c.descriptor, b)
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return 0, os.ErrDeadlineExceeded
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

// Write sends all of b, or says how much it sent. An agent that hung up is an error, no signal.
func (c *unixConn) Write(b []byte) (int, error) {
	written := 0
	for written < len(b) {
		if err := c.limit(syscall.SO_SNDTIMEO); err != nil {
			return written, err
		}
		n, err := syscall.SendmsgN(c.descriptor, b[written:], nil, nil, syscall.MSG_NOSIGNAL)
		if err == syscall.EINTR {
			continue
		}
		if err == syscall.EAGAIN {
			return written, os.ErrDeadlineExceeded
		}
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

// Close ends the connection.
func (c *unixConn) Close() error {
	return syscall.Close(c.descriptor)
}
