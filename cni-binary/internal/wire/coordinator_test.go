package wire

import (
	"reflect"
	"testing"

	"google.golang.org/protobuf/proto"

	"gridpool.io/cni/internal/coordinatorpb"
)

func TestSettingsOfTheGeneratedCodeAreRead(t *testing.T) {
	filter := int32(-1)
	data, err := proto.Marshal(&coordinatorpb.ConfigureReply{Unready: "u", Settings: &coordinatorpb.Settings{
		Mode: "auto", OverlayPodCidrs: []string{"a", "b"}, ServiceCidrs: []string{"c"}, HijackCidrs: []string{"d"},
		PolicyRoutes: []*coordinatorpb.PolicyRoute{{Destination: "e", Gateway: "f"}}, PodMacPrefix: "0a:1b", TunePodRoutes: true,
		PodDefaultRouteNic: "g", HostRuleTable: 500, PodRpFilter: &filter, TxQueueLength: 9, VethLinkAddress: "h", VethMtu: 1400,
		PodAnnotatedDefaultRouteNic: "i", PodNics: []string{"j", "k"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := &Settings{
		Mode: "auto", OverlayPodCIDRs: []string{"a", "b"}, ServiceCIDRs: []string{"c"}, HijackCIDRs: []string{"d"},
		PolicyRoutes: []Route{{"e", "f"}}, PodMACPrefix: "0a:1b", TunePodRoutes: true, PodDefaultRouteNIC: "g", HostRuleTable: 500,
		PodRPFilter: &filter, TxQueueLength: 9, VethLinkAddress: "h", VethMTU: 1400, PodAnnotatedDefaultRouteNIC: "i", PodNICs: []string{"j", "k"},
	}
	if got, unready, err := DecodeConfigureReply(data); err != nil || unready != "u" || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %q: %v", got, unready, err)
	}
	if _, _, err := DecodeConfigureReply(nil); err == nil {
		t.Error("an empty reply is no settings")
	}
}

func TestTheQuestionForSettingsIsWhatTheGeneratedCodeReads(t *testing.T) {
	a := Attachment{PodNamespace: "a", PodName: "b", PodUID: "c", ContainerID: "d"}
	want := &coordinatorpb.ConfigureRequest{PodNamespace: "a", PodName: "b", PodUid: "c"}
	if !same(t, EncodeConfigure(&a), &coordinatorpb.ConfigureRequest{}, want) {
		t.Error("not the same")
	}
}

func TestEveryMessageOfTheCoordinatorsContractIsKnownHere(t *testing.T) {
	fields := map[string]int{"ConfigureRequest": 3, "ConfigureReply": 2, "Settings": 15, "PolicyRoute": 2}
	messages := coordinatorpb.File_coordinator_proto.Messages()
	for i := range messages.Len() {
		m := messages.Get(i)
		if want, known := fields[string(m.Name())]; !known || m.Fields().Len() != want {
			t.Errorf("%s has %d fields: teach package wire, then this test", m.Name(), m.Fields().Len())
		}
	}
	if name := "/" + string(coordinatorpb.File_coordinator_proto.Services().Get(0).FullName()) + "/"; name != CoordinatorService {
		t.Errorf("the service is %s", name)
	}
}

func FuzzDecodeSettings(f *testing.F) {
	f.Add([]byte{0x0a, 2, 0x0a, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		ours, _, oursErr := DecodeConfigureReply(data)
		theirs := &coordinatorpb.ConfigureReply{}
		if proto.Unmarshal(data, theirs) == nil && oursErr == nil && ours != nil && len(theirs.GetSettings().GetHijackCidrs()) < len(ours.HijackCIDRs) {
			t.Errorf("%v, the generated code reads %v", ours.HijackCIDRs, theirs.GetSettings().GetHijackCidrs())
		}
	})
}
