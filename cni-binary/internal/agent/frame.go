package agent

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Frame types, flags and settings of RFC 9113.
const (
	frameData         = 0x0
	frameHeaders      = 0x1
	frameReset        = 0x3
	frameSettings     = 0x4
	framePing         = 0x6
	frameGoAway       = 0x7
	frameWindowUpdate = 0x8
	frameContinuation = 0x9

	flagAck        = 0x1
	flagEndStream  = 0x1
	flagEndHeaders = 0x4
	flagPadded     = 0x8
	flagPriority   = 0x20

	settingPush          = 0x2
	settingInitialWindow = 0x4
	settingMaxFrameBytes = 0x5

	preface              = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	frameHeaderBytes     = 9
	defaultWindowBytes   = 65_535
	defaultFrameBytesMax = 16_384
)

// errProtocol marks an agent that does not speak gRPC, or sends more than the binary takes.
var errProtocol = errors.New("the agent does not speak gRPC")

type frame struct {
	kind    byte
	flags   byte
	stream  uint32
	payload []byte
}

func (f *frame) has(flag byte) bool {
	return f.flags&flag != 0
}

// appendFrame writes a frame behind b.
func appendFrame(b []byte, f frame) []byte {
	n := len(f.payload)
	b = append(b, byte(n>>16), byte(n>>8), byte(n), f.kind, f.flags)
	b = binary.BigEndian.AppendUint32(b, f.stream)
	return append(b, f.payload...)
}

// readFrame reads one frame of at most defaultFrameBytesMax, the size that the binary allows.
func readFrame(r io.Reader) (*frame, error) {
	var header [frameHeaderBytes]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	n := int(header[0])<<16 | int(header[1])<<8 | int(header[2])
	if n > defaultFrameBytesMax {
		return nil, fmt.Errorf("%w: a frame of %d bytes", errProtocol, n)
	}
	f := &frame{kind: header[3], flags: header[4], stream: binary.BigEndian.Uint32(header[5:]) & 0x7fffffff}
	f.payload = make([]byte, n)
	_, err := io.ReadFull(r, f.payload)
	return f, err
}

// content returns the payload of DATA or HEADERS without padding and priority.
func (f *frame) content() ([]byte, error) {
	b, padding := f.payload, 0
	if f.has(flagPadded) && f.kind != frameContinuation && len(b) > 0 {
		padding, b = int(b[0]), b[1:]
	}
	if f.kind == frameHeaders && f.has(flagPriority) {
		if len(b) < 5 {
			return nil, fmt.Errorf("%w: HEADERS too short", errProtocol)
		}
		b = b[5:]
	}
	if padding > len(b) {
		return nil, fmt.Errorf("%w: more padding than payload", errProtocol)
	}
	return b[:len(b)-padding], nil
}

func appendSetting(b []byte, id uint16, value uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16(b, id), value)
}
