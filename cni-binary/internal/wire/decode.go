package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var errTruncated = errors.New("the message ends inside a field")

// field is one field as it stands on the wire. Its tag holds index and wire type, so a field of another wire type than
// the contract's is an unknown field, as protobuf wants.
type field struct {
	tag    uint64
	number uint64
	bytes  []byte
}

// DecodeAddReply reads the answer to Add. Unknown fields are skipped.
func DecodeAddReply(b []byte) (*AddReply, error) {
	r := &AddReply{}
	err := walk(b, func(f field) error {
		var err error
		switch f.tag {
		case 1<<3 | typeBytes:
			var ip IP
			ip, err = decodeIP(f.bytes)
			r.IPs = append(r.IPs, ip)
		case 2<<3 | typeBytes:
			var route Route
			route, err = decodeRoute(f.bytes)
			r.Routes = append(r.Routes, route)
		case 3<<3 | typeBytes:
			r.Refusal, err = decodeRefusal(f.bytes)
		case 4<<3 | typeVarint:
			r.DetectConflict = f.number != 0
		case 5<<3 | typeVarint:
			r.DetectGateway = f.number != 0
		}
		return err
	})
	return r, err
}

// DecodeRefusal reads the answer to Check or Status, whose only field is a refusal; nil means there is none.
func DecodeRefusal(b []byte) (*Refusal, error) {
	var r *Refusal
	err := walk(b, func(f field) error {
		var err error
		if f.tag == 1<<3|typeBytes {
			r, err = decodeRefusal(f.bytes)
		}
		return err
	})
	return r, err
}

func decodeIP(b []byte) (IP, error) {
	var ip IP
	err := walkStrings(b, &ip.Address, &ip.Gateway, &ip.Pool)
	return ip, err
}

func decodeRoute(b []byte) (Route, error) {
	var route Route
	err := walkStrings(b, &route.Destination, &route.Gateway)
	return route, err
}

func decodeRefusal(b []byte) (*Refusal, error) {
	r := &Refusal{}
	err := walk(b, func(f field) error {
		switch f.tag {
		case 1<<3 | typeVarint:
			r.Code = uint32(f.number)
		case 2<<3 | typeBytes:
			r.Message = string(f.bytes)
		case 3<<3 | typeBytes:
			r.Details = string(f.bytes)
		}
		return nil
	})
	return r, err
}

// walkStrings fills targets[i] from the field i+1.
func walkStrings(b []byte, targets ...*string) error {
	return walk(b, func(f field) error {
		if index := f.tag >> 3; f.tag&7 == typeBytes && index <= uint64(len(targets)) {
			*targets[index-1] = string(f.bytes)
		}
		return nil
	})
}

// walk visits the fields of a message in the order of the wire.
func walk(b []byte, visit func(field) error) error {
	for len(b) > 0 {
		f, rest, err := next(b)
		if err != nil {
			return err
		}
		if err := visit(f); err != nil {
			return err
		}
		b = rest
	}
	return nil
}

// next takes one field off b.
func next(b []byte) (field, []byte, error) {
	tag, n := binary.Uvarint(b)
	if n <= 0 {
		return field{}, nil, errTruncated
	}
	f := field{tag: tag}
	if tag>>3 == 0 {
		return field{}, nil, errors.New("field number 0")
	}
	b = b[n:]
	switch tag & 7 {
	case typeVarint:
		f.number, n = binary.Uvarint(b)
	case typeBytes:
		var length uint64
		length, n = binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return field{}, nil, errTruncated
		}
		f.bytes = b[n : n+int(length)]
		n += int(length)
	case 1:
		n = 8
	case 5:
		n = 4
	default:
		return field{}, nil, fmt.Errorf("wire type %d", tag&7)
	}
	if n <= 0 || n > len(b) {
		return field{}, nil, errTruncated
	}
	return f, b[n:], nil
}
