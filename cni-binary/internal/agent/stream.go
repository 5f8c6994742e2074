package agent

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

const (
	// replyBytesMax bounds an answer; the windows are opened that far at the start, so no update is due later.
	replyBytesMax = 1 << 20
	// agentsGrace is how much longer than the caller the agent may take: a server that breaks a call off at its limit looks like
	// one that is going away, so the caller has to be the first to say that the time is up.
	agentsGrace = 500 * time.Millisecond
	// callStream is the number of the only stream.
	callStream = 1
)

// stream is one call in flight. Used by one goroutine.
type stream struct {
	connection io.ReadWriter
	reader     *bufio.Reader
	headers    *headerReader

	unsent           []byte // data still to send
	connectionWindow int    // bytes the agent lets us send
	streamWindow     int    // likewise; negative when the agent shrank it later
	initialWindow    int
	frameBytesMax    int

	data  []byte
	ended bool
}

func newStream(connection io.ReadWriter) *stream {
	return &stream{
		connection: connection, reader: bufio.NewReader(connection), headers: newHeaderReader(),
		connectionWindow: defaultWindowBytes, streamWindow: defaultWindowBytes,
		initialWindow: defaultWindowBytes, frameBytesMax: defaultFrameBytesMax,
	}
}

// exchange sends the request and reads up to the end of the answer.
func (s *stream) exchange(path string, request []byte, deadline time.Time) ([]byte, error) {
	s.unsent = binary.BigEndian.AppendUint32(make([]byte, 1, 5+len(request)), uint32(len(request)))
	s.unsent = append(s.unsent, request...)
	if _, err := s.connection.Write(s.appendData(opening(path, time.Until(deadline)+agentsGrace))); err != nil {
		return nil, err
	}
	for !s.ended {
		f, err := readFrame(s.reader)
		if err == nil {
			err = s.take(f)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := s.headers.outcome.err(); err != nil {
		return nil, err
	}
	return messageOf(s.data)
}

// opening returns preface, settings and headers: everything before the data, to go out in one write.
func opening(path string, timeout time.Duration) []byte {
	settings := appendSetting(appendSetting(nil, settingPush, 0), settingInitialWindow, replyBytesMax)
	b := append(make([]byte, 0, 2048), preface...)
	b = appendFrame(b, frame{kind: frameSettings, payload: settings})
	window := binary.BigEndian.AppendUint32(nil, replyBytesMax-defaultWindowBytes)
	b = appendFrame(b, frame{kind: frameWindowUpdate, payload: window})
	return appendFrame(b, frame{
		kind: frameHeaders, flags: flagEndHeaders, stream: callStream, payload: requestHeaders(path, timeout),
	})
}

// appendData writes as much unsent data behind b as the windows allow.
func (s *stream) appendData(b []byte) []byte {
	for len(s.unsent) > 0 {
		n := min(len(s.unsent), s.connectionWindow, s.streamWindow, s.frameBytesMax)
		if n <= 0 {
			break
		}
		f := frame{kind: frameData, stream: callStream, payload: s.unsent[:n]}
		if n == len(s.unsent) {
			f.flags = flagEndStream
		}
		b = appendFrame(b, f)
		s.unsent = s.unsent[n:]
		s.connectionWindow -= n
		s.streamWindow -= n
	}
	return b
}

// take handles one frame from the agent. Frames of unknown kinds are skipped, as HTTP/2 wants.
func (s *stream) take(f *frame) error {
	switch f.kind {
	case frameSettings:
		return s.takeSettings(f)
	case framePing:
		if f.has(flagAck) {
			return nil
		}
		return s.write(appendFrame(nil, frame{kind: framePing, flags: flagAck, payload: f.payload}))
	case frameWindowUpdate:
		return s.takeWindow(f)
	case frameGoAway:
		if len(f.payload) < 8 || binary.BigEndian.Uint32(f.payload)&0x7fffffff < callStream {
			return &Status{Unavailable, "the agent is going away"}
		}
	case frameReset:
		if len(f.payload) < 4 {
			return fmt.Errorf("%w: RST_STREAM too short", errProtocol)
		}
		return &Status{Unavailable, fmt.Sprintf("the agent broke the call off, HTTP/2 error %d",
			binary.BigEndian.Uint32(f.payload))}
	case frameData, frameHeaders, frameContinuation:
		return s.takeAnswer(f)
	}
	return nil
}

func (s *stream) takeAnswer(f *frame) error {
	content, err := f.content()
	if err != nil {
		return err
	}
	if f.kind == frameData {
		if len(s.data)+len(content) > replyBytesMax {
			return fmt.Errorf("%w: an answer above %d bytes", errProtocol, replyBytesMax)
		}
		s.data = append(s.data, content...)
		s.ended = f.has(flagEndStream)
		return nil
	}
	if f.kind == frameHeaders {
		s.ended = f.has(flagEndStream)
	}
	if err := s.headers.add(content, f.has(flagEndHeaders)); err != nil || !s.ended || f.has(flagEndHeaders) {
		return err
	}
	return s.finishHeaders()
}

// finishHeaders reads the continuation of trailers whose first frame ended the stream.
func (s *stream) finishHeaders() error {
	for {
		f, err := readFrame(s.reader)
		if err != nil {
			return err
		}
		if f.kind != frameContinuation {
			return fmt.Errorf("%w: frame %d inside headers", errProtocol, f.kind)
		}
		if err := s.headers.add(f.payload, f.has(flagEndHeaders)); err != nil || f.has(flagEndHeaders) {
			return err
		}
	}
}

func (s *stream) takeSettings(f *frame) error {
	if f.has(flagAck) {
		return nil
	}
	for b := f.payload; len(b) >= 6; b = b[6:] {
		value := int(binary.BigEndian.Uint32(b[2:]))
		switch binary.BigEndian.Uint16(b) {
		case settingInitialWindow:
			s.streamWindow += value - s.initialWindow
			s.initialWindow = value
		case settingMaxFrameBytes:
			s.frameBytesMax = max(value, 1)
		}
	}
	return s.write(appendFrame(nil, frame{kind: frameSettings, flags: flagAck}))
}

func (s *stream) takeWindow(f *frame) error {
	if len(f.payload) < 4 {
		return fmt.Errorf("%w: WINDOW_UPDATE too short", errProtocol)
	}
	n := int(binary.BigEndian.Uint32(f.payload) & 0x7fffffff)
	if f.stream == 0 {
		s.connectionWindow += n
	} else {
		s.streamWindow += n
	}
	return s.write(nil)
}

// write sends b and then the data that waits for a window.
func (s *stream) write(b []byte) error {
	if b = s.appendData(b); len(b) == 0 {
		return nil
	}
	n, err := s.connection.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return err
}
