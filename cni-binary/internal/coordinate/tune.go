package coordinate

import (
	"fmt"
	"net"
	"strconv"

	"gridpool.io/cni/internal/change"
)

// tune sets the NIC's hardware address and transmit queue.
func (s *scene) tune() error {
	if now, length := s.nic.TxQueue, s.settings.TxQueueLen; length != 0 && now != length {
		s.pod.add(change.Change{
			What: fmt.Sprintf("a transmit queue of %d on %s", length, s.NIC),
			Do:   func() error { return s.pod.SetTxQueue(s.NIC, length) },
			Undo: func() error { return s.pod.SetTxQueue(s.NIC, now) },
		})
	}
	if len(s.settings.MACPrefix) == 0 || len(s.Addresses) == 0 {
		return nil
	}
	before, wanted := s.nic.MAC, s.wantedMAC()
	if before != wanted {
		s.pod.add(change.Change{
			What: fmt.Sprintf("the MAC address %s on %s", wanted, s.NIC),
			Do:   func() error { return s.pod.SetMAC(s.NIC, wanted) },
			Undo: func() error { return s.pod.SetMAC(s.NIC, before) },
		})
		s.nic.MAC = wanted
	}
	return nil
}

// wantedMAC is the prefix before the last four octets of the NIC's first address.
func (s *scene) wantedMAC() string {
	octets := s.Addresses[0].Addr().AsSlice()
	return net.HardwareAddr(append(append([]byte{}, s.settings.MACPrefix...), octets[len(octets)-4:]...)).String()
}

// filter sets the pod's reverse path filter, and lets the pod's end of the pair speak IPv6 where the pod does.
func (s *scene) filter() error {
	if s.settings.RPFilter >= 0 {
		value := strconv.Itoa(s.settings.RPFilter)
		keys := []string{"ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter", "ipv4/conf/" + s.NIC + "/rp_filter"}
		if s.path.podDev != "" {
			keys = append(keys, "ipv4/conf/"+s.path.podDev+"/rp_filter")
		}
		if err := s.sysctls(value, keys...); err != nil {
			return err
		}
	}
	if s.path.own && s.speaks(false) {
		return s.sysctls("0", "ipv6/conf/"+podVeth+"/disable_ipv6")
	}
	return nil
}

func (s *scene) sysctls(value string, keys ...string) error {
	now, err := s.pod.Sysctls(keys...)
	if err != nil {
		return err
	}
	for _, key := range keys {
		s.pod.wantSysctl(key, value, now[key])
	}
	return nil
}

// speaks says whether the NIC has an address of a family.
func (s *scene) speaks(v4 bool) bool {
	for _, each := range s.Addresses {
		if each.Addr().Is4() == v4 {
			return true
		}
	}
	return false
}
