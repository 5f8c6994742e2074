package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"gridpool.io/cni/internal/ipampb"
	"gridpool.io/cni/internal/testagent"
)

var versions = []string{"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"}

// dualStack is an agent that gives one address of each family.
func dualStack() *testagent.Agent {
	return &testagent.Agent{OnAdd: func(*ipampb.AddRequest) (*ipampb.AddReply, error) {
		return &ipampb.AddReply{
			Ips: []*ipampb.Ip{
				{Address: "10.1.0.7/16", Gateway: "10.1.0.1", Pool: "v4"},
				{Address: "fd00::7/64", Gateway: "fd00::1", Pool: "v6"},
			},
			Routes: []*ipampb.Route{{Destination: "0.0.0.0/0", Gateway: "10.1.0.1"}, {Destination: "10.9.0.0/16"}},
		}, nil
	}}
}

func TestAddPrintsTheResultInTheVersionAskedFor(t *testing.T) {
	route := `"dst":"0.0.0.0/0","gw":"10.1.0.1"`
	old := []string{`"ip4":{"ip":"10.1.0.7/16","gateway":"10.1.0.1","routes":[{` + route, `"ip6":{"ip":"fd00::7/64","gateway":"fd00::1"`}
	middle := []string{`{"version":"4","address":"10.1.0.7/16","gateway":"10.1.0.1"}`, `{"version":"6","address":"fd00::7/64"`, route}
	today := []string{`"ips":[{"address":"10.1.0.7/16","gateway":"10.1.0.1"},{"address":"fd00::7/64"`, route}
	wanted := map[string][]string{
		"0.1.0": old, "0.2.0": old, "0.3.0": middle, "0.3.1": middle, "0.4.0": middle, "1.0.0": today, "1.1.0": today,
	}
	n := newNode(t)
	n.serve(dualStack())
	for _, version := range versions {
		t.Run(version, func(t *testing.T) {
			o := n.call("ADD", n.config(version, ""))
			var compact bytes.Buffer
			if err := json.Compact(&compact, o.stdout); err != nil || o.exit != 0 {
				t.Fatalf("exit %d, %q: %v", o.exit, o.stdout, err)
			}
			for _, text := range append(wanted[version], `"cniVersion":"`+version+`"`) {
				if !strings.Contains(compact.String(), text) {
					t.Errorf("%s lacks %s", compact.String(), text)
				}
			}
			if strings.Contains(compact.String(), `"interfaces"`) {
				t.Error("an IPAM result has no interfaces")
			}
		})
	}
}

func TestEachVersionAllowsTheVerbsOfItsSpecification(t *testing.T) {
	since := map[string]string{"DEL": "0.1.0", "CHECK": "0.4.0", "STATUS": "1.1.0", "GC": "1.1.0"}
	for _, version := range versions {
		for verb, first := range since {
			t.Run(version+" "+verb, func(t *testing.T) {
				n := newNode(t)
				n.serve(&testagent.Agent{})
				if o := n.call("ADD", n.config(version, "")); o.exit != 0 {
					t.Fatalf("ADD: %s", o.stdout)
				}
				o := n.call(verb, n.config(version, previous(version)+`,"cni.dev/valid-attachments":[]`))
				if version < first {
					o.mustFail(t, 1, verb)
				} else {
					o.mustBeSilent(t)
				}
			})
		}
	}
}

// previous is the prevResult of the test agent's first address.
func previous(version string) string {
	switch version {
	case "0.1.0", "0.2.0":
		return `,"prevResult":{"cniVersion":"` + version + `","ip4":{"ip":"10.16.0.1/12"}}`
	case "0.3.0", "0.3.1", "0.4.0":
		return `,"prevResult":{"cniVersion":"` + version + `","ips":[{"version":"4","address":"10.16.0.1/12"}]}`
	}
	return `,"prevResult":{"cniVersion":"` + version + `","ips":[{"address":"10.16.0.1/12"}]}`
}

func TestVersionAnswersWithoutAnAgent(t *testing.T) {
	o := newNode(t).call("VERSION", "")
	var answer struct {
		SupportedVersions []string `json:"supportedVersions"`
	}
	if err := json.Unmarshal(o.stdout, &answer); err != nil || strings.Join(answer.SupportedVersions, " ") != strings.Join(versions, " ") {
		t.Fatalf("%s: %v", o.stdout, err)
	}
}

func TestUnknownVersionIsRefused(t *testing.T) {
	n := newNode(t)
	n.call("ADD", n.config("9.0.0", "")).mustFail(t, 1, "incompatible CNI versions")
}

func TestAddTellsTheAgentAllThatItWasTold(t *testing.T) {
	n := newNode(t)
	var asked *ipampb.AddRequest
	n.serve(&testagent.Agent{OnAdd: func(r *ipampb.AddRequest) (*ipampb.AddReply, error) {
		asked = r
		return &ipampb.AddReply{Ips: []*ipampb.Ip{{Address: "10.1.0.7/16"}}}, nil
	}})
	config := strings.Replace(n.config("1.0.0", `,"runtimeConfig":{"ips":["10.1.0.8/16"]},"args":{"cni":{"ips":["10.1.0.9"]}}`),
		`"type":"gridpool"`, `"type":"spiderpool","default_ipv4_ippool":["a","b"],"default_ipv6_ippool":["c"],"clean_gateway":true`, 1)
	if o := n.call("ADD", config, "CNI_ARGS="+podArgs+";IP=10.1.0.7"); o.exit != 0 {
		t.Fatalf("%s", o.stdout)
	}
	at := asked.GetAttachment()
	got := strings.Join([]string{
		at.GetContainerId(), at.GetIfName(), at.GetNetns(), at.GetNetwork(), at.GetPodNamespace(), at.GetPodName(), at.GetPodUid(),
		strings.Join(asked.GetDefaultIpv4Pools(), "+"), strings.Join(asked.GetDefaultIpv6Pools(), "+"),
		strings.Join(asked.GetRequestedIps(), "+"),
	}, " ")
	want := "c1 eth0 /run/netns/none net1 default web-0 u1 a+b c 10.1.0.7+10.1.0.8/16+10.1.0.9"
	if got != want || !asked.GetCleanGateway() {
		t.Errorf("the agent heard %q, clean gateway %v; want %q", got, asked.GetCleanGateway(), want)
	}
}

func TestRepeatedAddGivesTheSameAddress(t *testing.T) {
	n := newNode(t)
	agent := n.serve(&testagent.Agent{})
	first, second := n.call("ADD", n.config("1.1.0", "")), n.call("ADD", n.config("1.1.0", ""))
	if first.exit != 0 || !bytes.Equal(first.stdout, second.stdout) || agent.Leases() != 1 {
		t.Errorf("%s, then %s; %d leases", first.stdout, second.stdout, agent.Leases())
	}
}

func TestDelIsSilentWhateverIsGone(t *testing.T) {
	n := newNode(t)
	agent := n.serve(&testagent.Agent{})
	n.call("DEL", n.config("1.0.0", "")).mustBeSilent(t)
	n.call("ADD", n.config("1.0.0", ""))
	n.call("DEL", n.config("1.0.0", ""), "CNI_NETNS=").mustBeSilent(t)
	n.call("DEL", n.config("1.0.0", ""), "CNI_ARGS=not;readable").mustBeSilent(t)
	if agent.Leases() != 0 {
		t.Errorf("%d leases left", agent.Leases())
	}
}

func TestCheckFailsWhenTheLeaseDiffers(t *testing.T) {
	n := newNode(t)
	n.serve(&testagent.Agent{})
	n.call("CHECK", n.config("1.0.0", previous("1.0.0"))).mustFail(t, 7, "the NIC holds")
	n.call("CHECK", n.config("1.0.0", "")).mustFail(t, 7, "prevResult")
}

func TestGcKeepsWhatIsNamedAndNothingElse(t *testing.T) {
	n := newNode(t)
	agent := n.serve(&testagent.Agent{})
	n.call("ADD", n.config("1.1.0", ""))
	n.call("ADD", n.config("1.1.0", ""), "CNI_CONTAINERID=c2")
	n.call("GC", n.config("1.1.0", "")).mustFail(t, 7, "cni.dev/valid-attachments")
	n.call("GC", n.config("1.1.0", `,"cni.dev/valid-attachments":[{"containerID":"c2","ifname":"eth0"}]`)).mustBeSilent(t)
	if agent.Leases() != 1 {
		t.Errorf("%d leases, want 1", agent.Leases())
	}
	n.call("GC", n.config("1.1.0", `,"cni.dev/valid-attachments":null`)).mustBeSilent(t)
	if agent.Leases() != 0 {
		t.Errorf("%d leases, want none", agent.Leases())
	}
}

func TestGcCarriesMoreAttachmentsThanOneWindowHolds(t *testing.T) {
	n := newNode(t)
	var heard int
	n.serve(&testagent.Agent{OnGc: func(r *ipampb.GcRequest) (*ipampb.GcReply, error) {
		heard = len(r.GetValid())
		return &ipampb.GcReply{}, nil
	}})
	const attachments = 4000
	entry := `{"containerID":"` + strings.Repeat("c", 64) + `","ifname":"eth0"}`
	list := strings.Repeat(entry+",", attachments-1) + entry
	n.call("GC", n.config("1.1.0", `,"cni.dev/valid-attachments":[`+list+`]`)).mustBeSilent(t)
	if heard != attachments {
		t.Errorf("the agent heard of %d attachments, want %d", heard, attachments)
	}
}
