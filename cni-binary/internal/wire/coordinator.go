package wire

import "errors"

// CoordinatorService is the path of the gRPC service of coordinator.proto; a method's path is this + its name.
const CoordinatorService = "/gridpool.coordinator.v1.Coordinator/"

// Settings is what the cluster wants of one pod, as the agent says it; texts are as they came.
type Settings struct {
	Mode                        string
	OverlayPodCIDRs             []string
	ServiceCIDRs                []string
	HijackCIDRs                 []string
	PolicyRoutes                []Route
	PodMACPrefix                string
	TunePodRoutes               bool
	PodDefaultRouteNIC          string
	HostRuleTable               uint32
	PodRPFilter                 *int32
	TxQueueLength               uint32
	VethLinkAddress             string
	VethMTU                     uint32
	PodAnnotatedDefaultRouteNIC string
	// PodNICs are the names of all NICs that the pod will have; empty: not known.
	PodNICs []string
}

// EncodeConfigure returns the bytes of a ConfigureRequest.
func EncodeConfigure(a *Attachment) []byte {
	b := appendString(nil, 1, a.PodNamespace)
	b = appendString(b, 2, a.PodName)
	return appendString(b, 3, a.PodUID)
}

// DecodeConfigureReply reads the answer to Configure: the settings, or why there are none yet.
func DecodeConfigureReply(b []byte) (settings *Settings, unready string, err error) {
	err = walk(b, func(f field) error {
		var err error
		switch f.tag {
		case 1<<3 | typeBytes:
			settings, err = decodeSettings(f.bytes)
		case 2<<3 | typeBytes:
			unready = string(f.bytes)
		}
		return err
	})
	if err == nil && settings == nil && unready == "" {
		err = errors.New("the reply has neither settings nor a reason")
	}
	return settings, unready, err
}

func decodeSettings(b []byte) (*Settings, error) {
	s := &Settings{}
	return s, walk(b, func(f field) error {
		if f.tag&7 == typeBytes {
			return s.takeText(f.tag>>3, f.bytes)
		}
		if f.tag&7 == typeVarint {
			s.takeNumber(f.tag>>3, f.number)
		}
		return nil
	})
}

func (s *Settings) takeText(index uint64, value []byte) error {
	text := string(value)
	switch index {
	case 1:
		s.Mode = text
	case 2:
		s.OverlayPodCIDRs = append(s.OverlayPodCIDRs, text)
	case 3:
		s.ServiceCIDRs = append(s.ServiceCIDRs, text)
	case 4:
		s.HijackCIDRs = append(s.HijackCIDRs, text)
	case 5:
		route, err := decodeRoute(value)
		s.PolicyRoutes = append(s.PolicyRoutes, route)
		return err
	case 6:
		s.PodMACPrefix = text
	case 8:
		s.PodDefaultRouteNIC = text
	case 12:
		s.VethLinkAddress = text
	case 14:
		s.PodAnnotatedDefaultRouteNIC = text
	case 15:
		s.PodNICs = append(s.PodNICs, text)
	}
	return nil
}

func (s *Settings) takeNumber(index, number uint64) {
	switch index {
	case 7:
		s.TunePodRoutes = number != 0
	case 9:
		s.HostRuleTable = uint32(number)
	case 10:
		filter := int32(number)
		s.PodRPFilter = &filter
	case 11:
		s.TxQueueLength = uint32(number)
	case 13:
		s.VethMTU = uint32(number)
	}
}
