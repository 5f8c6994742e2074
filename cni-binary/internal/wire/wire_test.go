package wire

import (
	"reflect"
	"strings"
	"testing"
	"testing/quick"

	"google.golang.org/protobuf/proto"

	"gridpool.io/cni/internal/ipampb"
)

// valid drops what protobuf text cannot be; the request package refuses such input before.
func valid(list ...*string) {
	for _, s := range list {
		*s = strings.ToValidUTF8(*s, "?")
	}
}

func (a Attachment) generated() *ipampb.Attachment {
	return &ipampb.Attachment{
		ContainerId: a.ContainerID, IfName: a.IfName, Netns: a.Netns, Network: a.Network,
		PodNamespace: a.PodNamespace, PodName: a.PodName, PodUid: a.PodUID,
	}
}

// same checks that the generated code reads our bytes as the wanted message.
func same(t *testing.T, data []byte, got, want proto.Message) bool {
	t.Helper()
	if err := proto.Unmarshal(data, got); err != nil {
		t.Errorf("%x: %v", data, err)
		return false
	}
	return proto.Equal(got, want)
}

func TestRequestsAreWhatTheGeneratedCodeReads(t *testing.T) {
	check := func(a Attachment, v4, v6, ips []string, clean bool, network string) bool {
		valid(&a.ContainerID, &a.IfName, &a.Netns, &a.Network, &a.PodNamespace, &a.PodName, &a.PodUID, &network)
		for _, list := range [][]string{v4, v6, ips} {
			for i := range list {
				valid(&list[i])
			}
		}
		add := AddRequest{a, v4, v6, clean, ips, clean, v6}
		asked := CheckRequest{a, ips}
		kept := GcRequest{network, []Attachment{a, {}}}
		return same(t, add.Encode(), &ipampb.AddRequest{}, &ipampb.AddRequest{
			Attachment: a.generated(), DefaultIpv4Pools: v4, DefaultIpv6Pools: v6, CleanGateway: clean, RequestedIps: ips,
			MatchMasterSubnet: clean, MasterAddresses: v6,
		}) && same(t, EncodeUnusable(&a, network), &ipampb.DelRequest{}, &ipampb.DelRequest{Attachment: a.generated(), Unusable: network}) && same(t, EncodeDel(&a), &ipampb.DelRequest{}, &ipampb.DelRequest{Attachment: a.generated()}) &&
			same(t, asked.Encode(), &ipampb.CheckRequest{}, &ipampb.CheckRequest{Attachment: a.generated(), Addresses: ips}) &&
			same(t, kept.Encode(), &ipampb.GcRequest{}, &ipampb.GcRequest{
				Network: network, Valid: []*ipampb.Attachment{a.generated(), {}},
			}) && same(t, EncodeStatus(), &ipampb.StatusRequest{}, &ipampb.StatusRequest{})
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
}

func TestRepliesOfTheGeneratedCodeAreRead(t *testing.T) {
	reply := &ipampb.AddReply{
		Ips:     []*ipampb.Ip{{Address: "10.0.0.1/8", Gateway: "10.0.0.254", Pool: "p"}, {Address: "fd00::1/64"}},
		Routes:  []*ipampb.Route{{Destination: "0.0.0.0/0", Gateway: "10.0.0.254"}, {Destination: "10.1.0.0/16"}},
		Refusal: &ipampb.Refusal{Code: 101, Message: "m", Details: "d"}, DetectConflict: true, DetectGateway: true,
	}
	data, err := proto.Marshal(reply)
	if err != nil {
		t.Fatal(err)
	}
	want := &AddReply{
		IPs:     []IP{{"10.0.0.1/8", "10.0.0.254", "p"}, {"fd00::1/64", "", ""}},
		Routes:  []Route{{"0.0.0.0/0", "10.0.0.254"}, {"10.1.0.0/16", ""}},
		Refusal: &Refusal{101, "m", "d"}, DetectConflict: true, DetectGateway: true,
	}
	if got, err := DecodeAddReply(data); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v: %v", got, err)
	}
}

func TestFieldsOfLaterVersionsAreSkipped(t *testing.T) {
	// The fields 9 (varint), 10 (64 bits), 11 (bytes) and 12 (32 bits), then a refusal with code 5.
	data := []byte{0x48, 1, 0x51, 1, 2, 3, 4, 5, 6, 7, 8, 0x5a, 1, 'x', 0x65, 1, 2, 3, 4, 0x0a, 2, 8, 5}
	if r, err := DecodeRefusal(data); err != nil || r == nil || r.Code != 5 {
		t.Errorf("%+v: %v", r, err)
	}
}

func TestEveryMessageNamedByTheContractIsKnownHere(t *testing.T) {
	fields := map[string]int{
		"Attachment": 7, "AddRequest": 7, "AddReply": 5, "Ip": 3, "Route": 2, "Refusal": 3, "DelRequest": 2, "DelReply": 1,
		"CheckRequest": 2, "CheckReply": 1, "GcRequest": 2, "GcReply": 1, "StatusRequest": 0, "StatusReply": 1,
	}
	messages := ipampb.File_ipam_proto.Messages()
	for i := range messages.Len() {
		m := messages.Get(i)
		if want, known := fields[string(m.Name())]; !known || m.Fields().Len() != want {
			t.Errorf("%s has %d fields: teach package wire, then this test", m.Name(), m.Fields().Len())
		}
	}
	if name := "/" + string(ipampb.File_ipam_proto.Services().Get(0).FullName()) + "/"; name != Service {
		t.Errorf("the service is %s", name)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{0x0a, 2, 8, 5})
	f.Add([]byte{0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, data []byte) {
		ours, oursErr := DecodeAddReply(data)
		theirs := &ipampb.AddReply{}
		if proto.Unmarshal(data, theirs) == nil && oursErr == nil && len(ours.IPs) != len(theirs.GetIps()) {
			t.Errorf("%d addresses, the generated code reads %d", len(ours.IPs), len(theirs.GetIps()))
		}
		_, _ = DecodeRefusal(data)
	})
}
