package agent

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

// heardHeaders makes a call and returns the header fields that an agent gets.
func heardHeaders(t *testing.T) map[string]string {
	t.Helper()
	heard := map[string]string{}
	socket := play(t, func(f *http2.Framer) {
		f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
		for len(heard) == 0 {
			frame, err := f.ReadFrame()
			if err != nil {
				return
			}
			if headers, ok := frame.(*http2.MetaHeadersFrame); ok {
				for _, field := range headers.Fields {
					heard[field.Name] = field.Value
				}
			}
		}
		var buffer bytes.Buffer
		tail := block(hpack.NewEncoder(&buffer), &buffer, ":status", "200", "grpc-status", "5")
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: tail, EndStream: true, EndHeaders: true})
		_, _ = f.ReadFrame()
	})
	_, _ = call(socket, []byte("q"))
	return heard
}

func TestSaysWhenItsProcessBegan(t *testing.T) {
	t.Setenv(traceVariable, "")
	heard := heardHeaders(t)
	ns, err := strconv.ParseInt(heard["gridpool-started"], 10, 64)
	if age := time.Since(time.Unix(0, ns)); err != nil || age < 0 || age > 10*time.Minute {
		t.Errorf("%q: %v, %v ago", heard["gridpool-started"], err, age)
	}
	if found, sent := heard["traceparent"]; sent {
		t.Errorf("a trace of its own: %q", found)
	}
}

func TestGoesOnWithTheTraceOfItsEnvironment(t *testing.T) {
	t.Setenv(traceVariable, parent)
	if heard := heardHeaders(t); heard["traceparent"] != parent || heard["grpc-timeout"] == "" {
		t.Errorf("%v", heard)
	}
}

func TestPassesOverATraceThatIsMalformed(t *testing.T) {
	for _, bad := range []string{
		"x",
		parent + "-00",
		"01" + parent[2:],
		"00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
		"00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
		"00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
	} {
		t.Setenv(traceVariable, bad)
		if found := heardHeaders(t)["traceparent"]; found != "" {
			t.Errorf("%q was sent as %q", bad, found)
		}
	}
}
