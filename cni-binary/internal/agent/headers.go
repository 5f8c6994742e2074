package agent

import (
	"encoding/binary"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/net/http2/hpack"
)

// headerBytesMax bounds a header block, and any text in it.
const headerBytesMax = 64 << 10

// requestHeaders returns the header block of a unary call, in HPACK literals without index or Huffman code.
func requestHeaders(path string, timeout time.Duration) []byte {
	b := make([]byte, 0, 512)
	for _, h := range append([][2]string{
		{":method", "POST"},
		{":scheme", "http"},
		{":path", path},
		{":authority", "localhost"},
		{"content-type", "application/grpc"},
		{"te", "trailers"},
		{"grpc-timeout", strconv.FormatInt(max(timeout.Milliseconds(), 1), 10) + "m"},
	}, traceHeaders()...) {
		b = appendLiteral(appendLiteral(append(b, 0), h[0]), h[1])
	}
	return b
}

// appendLiteral writes an HPACK string of fewer than 127 bytes.
func appendLiteral(b []byte, s string) []byte {
	return append(append(b, byte(len(s))), s...)
}

// outcome is what the headers and trailers of the answer say.
type outcome struct {
	httpStatus string
	grpcStatus string
	message    string
}

// headerReader collects header blocks of a connection; HPACK keeps state between them.
type headerReader struct {
	decoder *hpack.Decoder
	block   []byte
	outcome outcome
}

func newHeaderReader() *headerReader {
	h := &headerReader{}
	h.decoder = hpack.NewDecoder(4096, h.take)
	h.decoder.SetMaxStringLength(headerBytesMax)
	return h
}

func (h *headerReader) take(f hpack.HeaderField) {
	switch f.Name {
	case ":status":
		h.outcome.httpStatus = f.Value
	case "grpc-status":
		h.outcome.grpcStatus = f.Value
	case "grpc-message":
		h.outcome.message = f.Value
	}
}

// add takes a fragment; at the last one it decodes the block.
func (h *headerReader) add(fragment []byte, last bool) error {
	if len(h.block)+len(fragment) > headerBytesMax {
		return fmt.Errorf("%w: headers above %d bytes", errProtocol, headerBytesMax)
	}
	h.block = append(h.block, fragment...)
	if !last {
		return nil
	}
	_, err := h.decoder.Write(h.block)
	h.block = nil
	if err == nil {
		err = h.decoder.Close()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errProtocol, err)
	}
	return nil
}

// err returns the *Status of a call that did not end well, nil when it did.
func (o *outcome) err() error {
	if o.grpcStatus == "0" {
		return nil
	}
	code, err := strconv.Atoi(o.grpcStatus)
	if err != nil {
		return fmt.Errorf("%w: no grpc-status, HTTP status %q", errProtocol, o.httpStatus)
	}
	message, err := url.PathUnescape(o.message)
	if err != nil {
		message = o.message
	}
	return &Status{Code(code), message}
}

// messageOf takes the one message out of the data of a unary answer.
func messageOf(data []byte) ([]byte, error) {
	if len(data) < 5 || data[0] != 0 || int(binary.BigEndian.Uint32(data[1:])) != len(data)-5 {
		return nil, fmt.Errorf("%w: not one plain message in %d bytes", errProtocol, len(data))
	}
	return data[5:], nil
}
