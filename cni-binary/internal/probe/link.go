package probe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

const (
	frameBytesMax = 1514
	// receiveRetriesMax bounds how often a signal may interrupt one wait.
	receiveRetriesMax = 16
)

// link is one interface of the thread's network namespace, open for raw frames.
type link struct {
	fd    int
	index int
	mac   net.HardwareAddr
}

// open sets the interface up and listens on it.
func open(ifName string) (*link, error) {
	found, err := net.InterfaceByName(ifName)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNoInterface, ifName, err)
	}
	if len(found.HardwareAddr) != 6 {
		return nil, fmt.Errorf("%w: %s is not Ethernet", ErrNoInterface, ifName)
	}
	if found.Flags&net.FlagUp == 0 {
		if err := setUp(ifName); err != nil {
			return nil, fmt.Errorf("setting %s up: %w", ifName, err)
		}
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, int(swap(unix.ETH_P_ALL)))
	if err != nil {
		return nil, fmt.Errorf("a socket on %s: %w", ifName, err)
	}
	l := &link{fd, found.Index, found.HardwareAddr}
	if err := unix.Bind(fd, l.address()); err != nil {
		l.close()
		return nil, fmt.Errorf("a socket on %s: %w", ifName, err)
	}
	// Answers to a question without a sender come to all nodes; the interface may not have joined them yet.
	_ = unix.SetsockoptPacketMreq(fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP,
		&unix.PacketMreq{Ifindex: int32(found.Index), Type: unix.PACKET_MR_ALLMULTI})
	return l, nil
}

func setUp(ifName string) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq(ifName)
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, request); err != nil {
		return err
	}
	request.SetUint16(request.Uint16() | unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request)
}

func (l *link) address() *unix.SockaddrLinklayer {
	return &unix.SockaddrLinklayer{Protocol: swap(unix.ETH_P_ALL), Ifindex: l.index}
}

func (l *link) close() {
	unix.Close(l.fd)
}

func (l *link) send(frame []byte) error {
	if err := unix.Sendto(l.fd, frame, 0, l.address()); err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	return nil
}

// receive returns the next frame, nil when none came in time. A signal is no answer and no error.
func (l *link) receive(limit time.Duration) ([]byte, error) {
	poll := []unix.PollFd{{Fd: int32(l.fd), Events: unix.POLLIN}}
	for range receiveRetriesMax {
		count, err := unix.Poll(poll, int(limit.Milliseconds())+1)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || count == 0 {
			return nil, err
		}
		frame := make([]byte, frameBytesMax)
		size, _, err := unix.Recvfrom(l.fd, frame, unix.MSG_DONTWAIT)
		if errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN) {
			continue
		}
		if errors.Is(err, unix.ENETDOWN) {
			return nil, nil
		}
		return frame[:max(size, 0)], err
	}
	return nil, nil
}

// swap puts a number into the order of the network.
func swap(number uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, number))
}
