// Package agent makes one gRPC call to the agent of this node, over its Unix socket.
//
// It is a gRPC client reduced to one unary call on one connection, because a process is started per call:
// what a full client library prepares for later calls is paid each time and used never.
// Sources: RFC 9113 (HTTP/2), RFC 7541 (HPACK, from golang.org/x/net), gRPC over HTTP/2.
package agent

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

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

// dial connects. It tells an agent whose queue of callers is full from one that is not there.
func dial(path string, deadline time.Time) (*unixConn, error) {
	connection, err := connect(path, deadline)
	switch {
	case err == nil:
		return connection, nil
	case err == syscall.EAGAIN, errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &Status{DeadlineExceeded, "the agent takes no more callers on " + path}
	}
	return nil, fmt.Errorf("%w: %s: %w", ErrUnreachable, path, err)
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
	return fmt.Errorf("%w: %s: %w", ErrUnreachable, socket, err)
}
