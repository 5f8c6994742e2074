package agent

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// timeoutOf is the limit that the headers of a call name.
func timeoutOf(f *http2.Framer) (time.Duration, error) {
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return 0, err
		}
		if headers, ok := frame.(*http2.MetaHeadersFrame); ok {
			for _, field := range headers.Fields {
				if field.Name == "grpc-timeout" {
					return time.ParseDuration(field.Value + "s") // gRPC's "m" are milliseconds
				}
			}
		}
	}
}

func TestAnAgentThatBreaksOffAtItsLimitIsLateAndNotGone(t *testing.T) {
	socket := play(t, func(f *http2.Framer) {
		limit, err := timeoutOf(f)
		if err != nil {
			t.Error(err)
			return
		}
		time.Sleep(limit)
		_ = f.WriteRSTStream(callStream, http2.ErrCodeCancel)
	})
	_, err := Call(socket, "/a/B", []byte("q"), time.Now().Add(300*time.Millisecond))
	var status *Status
	if !errors.As(err, &status) || status.Code != DeadlineExceeded {
		t.Errorf("%v", err)
	}
}
