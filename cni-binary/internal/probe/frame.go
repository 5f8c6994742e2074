package probe

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/netip"
)

const (
	ethernetHeader = 14
	ipv6Header     = 40
	arpBytes       = 28
	solicitBytes   = 24 // ICMPv6 header, reserved word and target

	protocolIPv4 = 0x0800
	protocolARP  = 0x0806
	protocolIPv6 = 0x86dd

	arpRequest  = 1
	arpReply    = 2
	icmpv6      = 58
	icmpSolicit = 135
	icmpAdvert  = 136
	// hopLimit says that a message comes from this very link.
	hopLimit = 255
	override = 0x20
)

var (
	broadcast    = net.HardwareAddr{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	allNodes     = netip.MustParseAddr("ff02::1")
	solicitNodes = netip.MustParseAddr("ff02::1:ff00:0")
)

// question asks who has target. Without a sender it leaves no trace in anybody's cache. For IPv6 there is never one: the
// pod's address is not in use yet, and whoever has the target tells all nodes.
func question(mac net.HardwareAddr, sender, target netip.Addr) []byte {
	if target.Is4() {
		if !sender.IsValid() {
			sender = netip.IPv4Unspecified()
		}
		return arp(mac, sender, target)
	}
	group := solicitNodes.As16()
	last := target.As16()
	copy(group[13:], last[13:])
	return icmp(mac, netip.IPv6Unspecified(), netip.AddrFrom16(group), solicit(icmpSolicit, 0, target))
}

// announcement tells all neighbours who has the address from now on.
func announcement(mac net.HardwareAddr, address netip.Addr) []byte {
	if address.Is4() {
		return arp(mac, address, address)
	}
	body := solicit(icmpAdvert, override, address)
	body = append(body, 2, 1) // option: the link-layer address of the target, 8 bytes
	return icmp(mac, address, allNodes, append(body, mac...))
}

func arp(mac net.HardwareAddr, sender, target netip.Addr) []byte {
	frame := ethernet(broadcast, mac, protocolARP)
	frame = binary.BigEndian.AppendUint16(frame, 1)
	frame = binary.BigEndian.AppendUint16(frame, protocolIPv4)
	frame = append(frame, 6, 4)
	frame = binary.BigEndian.AppendUint16(frame, arpRequest)
	frame = append(append(frame, mac...), sender.AsSlice()...)
	frame = append(frame, make([]byte, 6)...)
	return append(frame, target.AsSlice()...)
}

func ethernet(to, from net.HardwareAddr, protocol uint16) []byte {
	frame := append(append([]byte{}, to...), from...)
	return binary.BigEndian.AppendUint16(frame, protocol)
}

func solicit(kind, flags byte, target netip.Addr) []byte {
	return append([]byte{kind, 0, 0, 0, flags, 0, 0, 0}, target.AsSlice()...)
}

// icmp wraps an ICMPv6 message to a multicast group.
func icmp(mac net.HardwareAddr, from, to netip.Addr, body []byte) []byte {
	group := to.As16()
	frame := ethernet(append(net.HardwareAddr{0x33, 0x33}, group[12:]...), mac, protocolIPv6)
	frame = append(frame, 0x60, 0, 0, 0)
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(body)))
	frame = append(frame, icmpv6, hopLimit)
	frame = append(append(frame, from.AsSlice()...), to.AsSlice()...)
	binary.BigEndian.PutUint16(body[2:], checksum(from, to, body))
	return append(frame, body...)
}

// checksum is that of RFC 4443 §2.3, over the addresses too.
func checksum(from, to netip.Addr, body []byte) uint16 {
	all := append(from.AsSlice(), to.AsSlice()...)
	all = binary.BigEndian.AppendUint32(all, uint32(len(body)))
	all = append(append(all, 0, 0, 0, icmpv6), body...)
	if len(all)%2 == 1 {
		all = append(all, 0)
	}
	var sum uint32
	for i := 0; i < len(all); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(all[i:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// holder returns who says in a frame that it has the address; nil when the frame says nothing of it.
func holder(frame []byte, address netip.Addr) net.HardwareAddr {
	if len(frame) < ethernetHeader {
		return nil
	}
	protocol, body := binary.BigEndian.Uint16(frame[12:]), frame[ethernetHeader:]
	switch {
	case protocol == protocolARP && address.Is4() && len(body) >= arpBytes:
		// A request in the name of the address is a claim as good as an answer.
		kind := binary.BigEndian.Uint16(body[6:])
		if (kind == arpReply || kind == arpRequest) && bytes.Equal(body[14:18], address.AsSlice()) {
			return bytes.Clone(body[8:14])
		}
	case protocol == protocolIPv6 && address.Is6() && len(body) >= ipv6Header+solicitBytes:
		message := body[ipv6Header:]
		if body[6] == icmpv6 && body[7] == hopLimit && message[0] == icmpAdvert && bytes.Equal(message[8:24], address.AsSlice()) {
			return bytes.Clone(frame[6:12])
		}
	}
	return nil
}
