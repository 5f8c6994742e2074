// Package agent makes one gRPC call to the agent of this node, over its Unix socket.
//
// It is a gRPC client reduced to one unary call on one connection, because a process is started per call:
// what a full client library prepares for later calls is paid each time and used never.
// Sources: RFC 9113 (HTTP/2), RFC 7541 (HPACK, from golang.org/x/net), gRPC over HTTP/2.
package agent

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// dialRetryMs is how long the binary waits before it knocks again at a socket whose queue of callers is full.
const dialRetryMs = 5

// Call sends one request and returns the bytes of the reply.
//
// Errors: ErrUnreachable (wrapped) when no agent took the call; *Status when the call failed, with
// DeadlineExceeded when there is no answer at the deadline. Nothing else.
func Call(socket, path string, request []byte, deadline time.Time) ([]byte, error) {
	connection, err := dial(socket, deadline)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	if err := connection.SetDeadline(deadline); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrUnreachable, socket, err)
	}
	reply, err := newStream(connection).exchange(path, request, deadline)
	return reply, classify(err, socket)
}

// Reachable says whether somebody listens on the socket.
func Reachable(socket string, deadline time.Time) bool {
	connection, err := dial(socket, deadline)
	if err != nil {
		return !errors.Is(err, ErrUnreachable)
	}
	connection.Close()
	return true
}

// dial connects. A listener whose backlog is full answers EAGAIN at once: that agent lives, so it is asked again.
func dial(socket string, deadline time.Time) (net.Conn, error) {
	dialer := net.Dialer{Deadline: deadline}
	for {
		connection, err := dialer.Dial("unix", socket)
		if err == nil {
			return connection, nil
		}
		if !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, os.ErrDeadlineExceeded) {
			return nil, fmt.Errorf("%w: %s: %w", ErrUnreachable, socket, cause(err))
		}
		if !time.Now().Add(dialRetryMs * time.Millisecond).Before(deadline) {
			return nil, &Status{DeadlineExceeded, "the agent takes no more callers on " + socket}
		}
		time.Sleep(dialRetryMs * time.Millisecond)
	}
}

// classify turns errors of the connection into the two kinds that Call promises.
func classify(err error, socket string) error {
	var status *Status
	switch {
	case err == nil, errors.As(err, &status):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &Status{DeadlineExceeded, "no answer from the agent on " + socket}
	case errors.Is(err, errProtocol):
		return &Status{Internal, err.Error()}
	}
	return fmt.Errorf("%w: %s: %w", ErrUnreachable, socket, cause(err))
}

// cause strips the address that net repeats in its errors.
func cause(err error) error {
	var operation *net.OpError
	if errors.As(err, &operation) {
		return operation.Err
	}
	return err
}
