package agent

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// play serves one connection with a script on a second HTTP/2 implementation, and returns the socket.
func play(t *testing.T, script func(*http2.Framer)) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		if _, err := connection.Read(make([]byte, len(preface))); err != nil {
			return
		}
		script(http2.NewFramer(connection, connection))
	}()
	t.Cleanup(func() { listener.Close(); <-ended })
	return socket
}

func call(socket string, request []byte) ([]byte, error) {
	return Call(socket, "/a/B", request, time.Now().Add(5*time.Second))
}

// block encodes header fields, Huffman codes and table entries included.
func block(encoder *hpack.Encoder, buffer *bytes.Buffer, fields ...string) []byte {
	buffer.Reset()
	for i := 0; i < len(fields); i += 2 {
		_ = encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return bytes.Clone(buffer.Bytes())
}

func message(body string) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(body))), body...)
}

func TestReadsAnAnswerInEveryForm(t *testing.T) {
	socket := play(t, func(f *http2.Framer) {
		var buffer bytes.Buffer
		encoder := hpack.NewEncoder(&buffer)
		_ = f.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 20_000})
		_ = f.WritePing(false, [8]byte{1})
		_ = f.WriteRawFrame(0x42, 0, 0, []byte("a frame of a later time"))
		head := block(encoder, &buffer, ":status", "200", "content-type", "application/grpc", "x", strings.Repeat("y", 500))
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head[:7], PadLength: 3})
		_ = f.WriteContinuation(1, true, head[7:])
		data := message("hello")
		_ = f.WriteDataPadded(1, false, data[:3], make([]byte, 9))
		_ = f.WriteData(1, false, data[3:])
		tail := block(encoder, &buffer, "grpc-status", "0", "grpc-message", "")
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: tail[:2], EndStream: true})
		_ = f.WriteContinuation(1, true, tail[2:])
		for { // reads on, so that the client's writes succeed
			if _, err := f.ReadFrame(); err != nil {
				return
			}
		}
	})
	reply, err := call(socket, []byte("q"))
	if err != nil || string(reply) != "hello" {
		t.Errorf("%q: %v", reply, err)
	}
}

func TestKeepsToTheWindowsOfTheAgent(t *testing.T) {
	request := bytes.Repeat([]byte("r"), 3*defaultWindowBytes)
	var heard []byte
	socket := play(t, func(f *http2.Framer) {
		_ = f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 40_000})
		window := defaultWindowBytes
		for {
			frame, err := f.ReadFrame()
			if err != nil {
				return
			}
			data, isData := frame.(*http2.DataFrame)
			if !isData {
				continue
			}
			heard = append(heard, data.Data()...)
			if window -= len(data.Data()); window < 0 {
				return // the client sent more than allowed: it gets no answer
			}
			if data.StreamEnded() {
				break
			}
			if window == 0 {
				window = 50_000
				_ = f.WriteWindowUpdate(0, 50_000)
				_ = f.WriteWindowUpdate(1, 80_000)
			}
		}
		var buffer bytes.Buffer
		tail := block(hpack.NewEncoder(&buffer), &buffer, ":status", "200", "grpc-status", "5", "grpc-message", "a%20b")
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: tail, EndStream: true, EndHeaders: true})
		_, _ = f.ReadFrame()
	})
	_, err := call(socket, request)
	var status *Status
	if !errors.As(err, &status) || status.Code != 5 || status.Message != "a b" {
		t.Fatalf("%v", err)
	}
	if len(heard) != len(request)+5 {
		t.Errorf("the agent heard %d bytes", len(heard))
	}
}

func TestBrokenOffCallsMayBeTriedLater(t *testing.T) {
	for name, script := range map[string]func(*http2.Framer){
		"reset":   func(f *http2.Framer) { _ = f.WriteRSTStream(1, http2.ErrCodeRefusedStream) },
		"go away": func(f *http2.Framer) { _ = f.WriteGoAway(0, http2.ErrCodeNo, nil) },
	} {
		socket := play(t, func(f *http2.Framer) {
			script(f)
			for {
				if _, err := f.ReadFrame(); err != nil {
					return
				}
			}
		})
		_, err := call(socket, nil)
		var status *Status
		if !errors.As(err, &status) || !status.Temporary() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnswersAboveTheBoundAreRefused(t *testing.T) {
	socket := play(t, func(f *http2.Framer) {
		for range replyBytesMax/defaultFrameBytesMax + 2 {
			if f.WriteData(1, false, make([]byte, defaultFrameBytesMax)) != nil {
				return
			}
		}
		_, _ = f.ReadFrame()
	})
	if _, err := call(socket, nil); err == nil || !strings.Contains(err.Error(), "above 1048576 bytes") {
		t.Errorf("%v", err)
	}
}

func TestReachableTellsAListenerFromAnEmptySocket(t *testing.T) {
	deadline := time.Now().Add(time.Second)
	if socket := play(t, func(*http2.Framer) {}); !Reachable(socket, deadline) {
		t.Error("a listener is not reachable")
	}
	if Reachable(filepath.Join(t.TempDir(), "none"), deadline) {
		t.Error("nothing is reachable")
	}
}

func TestAgentWhoseQueueOfCallersIsFullIsThere(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		err = errors.Join(syscall.Bind(listener, &syscall.SockaddrUnix{Name: socket}), syscall.Listen(listener, 0))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(listener)
	first, err := connect(socket, time.Now().Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, err = Call(socket, "/a/B", nil, time.Now().Add(100*time.Millisecond))
	var status *Status
	if !errors.As(err, &status) || status.Code != DeadlineExceeded || errors.Is(err, ErrUnreachable) {
		t.Errorf("%v", err)
	}
}

func FuzzAnswer(f *testing.F) {
	var buffer bytes.Buffer
	framer := http2.NewFramer(&buffer, nil)
	_ = framer.WriteSettings()
	_ = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x88}, EndHeaders: true, PadLength: 1})
	_ = framer.WriteData(1, true, message("x"))
	f.Add(buffer.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		client, server := net.Pipe()
		go func() { // takes what the client says, as a socket's buffer would
			for b := make([]byte, 4096); ; {
				if _, err := server.Read(b); err != nil {
					return
				}
			}
		}()
		go func() { _, _ = server.Write(data); server.Close() }()
		_ = client.SetDeadline(time.Now().Add(5 * time.Second))
		_, err := newStream(client).exchange("/a/B", []byte("q"), time.Now().Add(time.Second))
		var status *Status
		if errors.As(classify(err, "s"), &status) && status.Code == DeadlineExceeded {
			t.Error("it hangs")
		}
		client.Close()
	})
}
