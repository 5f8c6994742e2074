package agent

import (
	"errors"
	"fmt"
)

// ErrUnreachable says that no agent took the call: nothing listens on the socket, or the connection broke
// before an answer. An agent that took the call and is slow is not unreachable.
var ErrUnreachable = errors.New("no agent answers on the socket")

// Code is a google.rpc status code.
type Code int

// The status codes that the binary tells apart.
const (
	OK                Code = 0
	Cancelled         Code = 1
	InvalidArgument   Code = 3
	DeadlineExceeded  Code = 4
	ResourceExhausted Code = 8
	Aborted           Code = 10
	Internal          Code = 13
	Unavailable       Code = 14
)

// Status is a call that ended with an error code instead of a reply.
type Status struct {
	Code    Code
	Message string
}

// Error returns code and message.
func (s *Status) Error() string {
	return fmt.Sprintf("status %d: %s", s.Code, s.Message)
}

// Temporary says whether the same call may succeed later.
func (s *Status) Temporary() bool {
	switch s.Code {
	case Cancelled, DeadlineExceeded, ResourceExhausted, Aborted, Unavailable:
		return true
	}
	return false
}
