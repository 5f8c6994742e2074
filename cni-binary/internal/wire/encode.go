package wire

import "encoding/binary"

// Protobuf wire types that the contract uses.
const (
	typeVarint = 0
	typeBytes  = 2
)

// Encode returns the bytes of an AddRequest.
func (r *AddRequest) Encode() []byte {
	b := appendAttachment(nil, 1, &r.Attachment)
	b = appendStrings(b, 2, r.IPv4Pools)
	b = appendStrings(b, 3, r.IPv6Pools)
	b = appendBool(b, 4, r.CleanGateway)
	b = appendStrings(b, 5, r.RequestedIPs)
	b = appendBool(b, 6, r.MatchMaster)
	return appendStrings(b, 7, r.MasterAddresses)
}

// EncodeDel returns the bytes of the DelRequest for an attachment.
func EncodeDel(a *Attachment) []byte {
	return appendAttachment(nil, 1, a)
}

// EncodeUnusable returns the bytes of the DelRequest for addresses that the link refuses, and why.
func EncodeUnusable(a *Attachment, why string) []byte {
	return appendString(appendAttachment(nil, 1, a), 2, why)
}

// Encode returns the bytes of a CheckRequest.
func (r *CheckRequest) Encode() []byte {
	b := appendAttachment(nil, 1, &r.Attachment)
	return appendStrings(b, 2, r.Addresses)
}

// Encode returns the bytes of a GcRequest.
func (r *GcRequest) Encode() []byte {
	b := appendString(nil, 1, r.Network)
	for i := range r.Valid {
		b = appendAttachment(b, 2, &r.Valid[i])
	}
	return b
}

// EncodeStatus returns the bytes of a StatusRequest, which has no field.
func EncodeStatus() []byte {
	return nil
}

func appendAttachment(b []byte, field uint64, a *Attachment) []byte {
	body := make([]byte, 0, 512)
	body = appendString(body, 1, a.ContainerID)
	body = appendString(body, 2, a.IfName)
	body = appendString(body, 3, a.Netns)
	body = appendString(body, 4, a.Network)
	body = appendString(body, 5, a.PodNamespace)
	body = appendString(body, 6, a.PodName)
	body = appendString(body, 7, a.PodUID)
	b = binary.AppendUvarint(b, field<<3|typeBytes)
	b = binary.AppendUvarint(b, uint64(len(body)))
	return append(b, body...)
}

// appendString leaves an empty string out, as proto3 does.
func appendString(b []byte, field uint64, s string) []byte {
	if s == "" {
		return b
	}
	return appendElement(b, field, s)
}

func appendStrings(b []byte, field uint64, list []string) []byte {
	for _, s := range list {
		b = appendElement(b, field, s)
	}
	return b
}

func appendElement(b []byte, field uint64, s string) []byte {
	b = binary.AppendUvarint(b, field<<3|typeBytes)
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func appendBool(b []byte, field uint64, value bool) []byte {
	if !value {
		return b
	}
	b = binary.AppendUvarint(b, field<<3|typeVarint)
	return append(b, 1)
}
