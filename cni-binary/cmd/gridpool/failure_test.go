package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gridpool.io/cni/internal/ipampb"
	"gridpool.io/cni/internal/queue"
	"gridpool.io/cni/internal/testagent"
)

const answerLimit = 10 * time.Second

func TestBadInputEndsWithItsCode(t *testing.T) {
	n := newNode(t)
	n.serve(&testagent.Agent{})
	good := n.config("1.0.0", "")
	ipam := func(entry string) string {
		return strings.Replace(good, `"type":"gridpool"`, `"type":"gridpool",`+entry, 1)
	}
	for name, c := range map[string]struct {
		config, variable string
		code             uint
		text             string
	}{
		"no JSON":             {"{", "", 6, "JSON"},
		"no name":             {`{"cniVersion":"1.0.0","ipam":{"type":"gridpool"}}`, "", 7, "network name"},
		"no ipam":             {`{"cniVersion":"1.0.0","name":"n"}`, "", 7, `"ipam" is missing`},
		"ipam is a list":      {`{"cniVersion":"1.0.0","name":"n","ipam":[]}`, "", 7, `"ipam": value []`},
		"another type":        {strings.Replace(good, `"gridpool"`, `"host-local"`, 1), "", 7, `"ipam.type": value "host-local"`},
		"pools are a string":  {ipam(`"default_ipv4_ippool":"a"`), "", 7, `"ipam.default_ipv4_ippool": value "a"`},
		"a flag is a number":  {ipam(`"clean_gateway":1`), "", 7, `"ipam.clean_gateway": value 1`},
		"a relative socket":   {strings.Replace(good, n.socket, "x", 1), "", 7, `"ipam.ipam_unix_socket_path": value "x"`},
		"a size is text":      {ipam(`"log_file_max_size":"big"`), "", 7, `"ipam.log_file_max_size": value "big"`},
		"a wrong address":     {n.config("1.0.0", `,"runtimeConfig":{"ips":["x"]}`), "", 7, `"x"`},
		"ips of a wrong type": {n.config("1.0.0", `,"runtimeConfig":{"ips":5}`), "", 7, "runtimeConfig.ips"},
		"no pod":              {good, "CNI_ARGS=IgnoreUnknown=1", 4, "K8S_POD_NAME"},
		"an unknown argument": {good, "CNI_ARGS=FOO=1;K8S_POD_NAMESPACE=a;K8S_POD_NAME=b", 4, "FOO"},
		"no pair":             {good, "CNI_ARGS=" + podArgs + ";x", 4, `"x"`},
		"a bad flag":          {good, "CNI_ARGS=IgnoreUnknown=maybe", 4, "maybe"},
		"a bad address":       {good, "CNI_ARGS=" + podArgs + ";IP=10.0.0", 4, "10.0.0"},
		"no text":             {good, "CNI_ARGS=" + podArgs + ";K8S_POD_NAME=\xff", 4, "K8S_POD_NAME"},
		"a long name":         {good, "CNI_ARGS=" + podArgs + ";K8S_POD_NAME=" + strings.Repeat("x", 2000), 4, "1024 bytes"},
		"no container":        {good, "CNI_CONTAINERID=", 4, "CNI_CONTAINERID"},
		"own namespace":       {good, "CNI_NETNS=/proc/self/ns/net", 8, "own network namespace"},
		"an unknown verb":     {good, "CNI_COMMAND=MOVE", 4, "MOVE"},
	} {
		t.Run(name, func(t *testing.T) {
			n.call("ADD", c.config, c.variable).mustFail(t, c.code, c.text)
		})
	}
}

func TestRefusalKeepsItsCodeMessageAndDetails(t *testing.T) {
	for _, code := range []uint32{4, 7, 11, 101, 102, 104} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			n := newNode(t)
			n.serve(&testagent.Agent{OnAdd: func(*ipampb.AddRequest) (*ipampb.AddReply, error) {
				return &ipampb.AddReply{Refusal: &ipampb.Refusal{Code: code, Message: "no way", Details: "pool a: 0 of 9 free"}}, nil
			}})
			o := n.call("ADD", n.config("1.0.0", ""))
			o.mustFail(t, uint(code), "spiderpool IP allocation error: no way", "pool a: 0 of 9 free")
		})
	}
}

func TestStatusOfTheCallBecomesACode(t *testing.T) {
	for code, want := range map[codes.Code]uint{
		codes.Unavailable: 11, codes.DeadlineExceeded: 11, codes.ResourceExhausted: 11, codes.Aborted: 11,
		codes.InvalidArgument: 7, codes.Internal: 999, codes.Unimplemented: 999,
	} {
		t.Run(code.String(), func(t *testing.T) {
			t.Parallel() // an ADD waits while the agent is unavailable
			n := newNode(t)
			message := "die Ursache: 100 % – " + strings.Repeat("x", 300)
			n.serve(&testagent.Agent{
				OnAdd: func(*ipampb.AddRequest) (*ipampb.AddReply, error) { return nil, status.Error(code, message) },
				OnDel: func(*ipampb.DelRequest) (*ipampb.DelReply, error) { return nil, status.Error(code, message) },
			})
			n.call("ADD", n.config("1.0.0", "")).mustFail(t, want, "spiderpool IP allocation error: "+message)
			n.call("DEL", n.config("1.0.0", "")).mustFail(t, want, "spiderpool IP release error: "+message)
		})
	}
}

func TestUselessAnswersAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		reply *ipampb.AddReply
		text  string
	}{
		"no address":    {&ipampb.AddReply{}, "no Interface eth0 IP allocation found"},
		"a bad address": {&ipampb.AddReply{Ips: []*ipampb.Ip{{Address: "10.0.0.1"}}}, `"10.0.0.1"`},
		"a bad gateway": {&ipampb.AddReply{Ips: []*ipampb.Ip{{Address: "10.0.0.1/8", Gateway: "x"}}}, `"x"`},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNode(t)
			n.serve(&testagent.Agent{OnAdd: func(*ipampb.AddRequest) (*ipampb.AddReply, error) { return c.reply, nil }})
			n.call("ADD", n.config("1.0.0", "")).mustFail(t, 999, c.text)
		})
	}
}

// say listens and says the same to everybody, then closes; "silence" says nothing and keeps the line.
func say(t *testing.T, n *node, text string) {
	t.Helper()
	listener, err := net.Listen("unix", n.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			if text == "silence" {
				t.Cleanup(func() { connection.Close() })
				continue
			}
			_, _ = connection.Write([]byte(text))
			connection.Close()
		}
	}()
}

func TestAnswersInTimeWhenTheAgentNeverDoes(t *testing.T) {
	t.Parallel() // most of it is waiting
	n := newNode(t)
	say(t, n, "silence")
	var done sync.WaitGroup
	for _, verb := range []string{"ADD", "DEL", "CHECK", "GC", "STATUS"} {
		done.Go(func() {
			o := n.call(verb, n.config("1.1.0", previous("1.1.0")+`,"cni.dev/valid-attachments":[]`))
			want := uint(11)
			if verb == "STATUS" {
				want = 50
			}
			if f := o.fault(t); f.Code != want || o.took > answerLimit {
				t.Errorf("%s: code %d after %s: %s", verb, f.Code, o.took, f.Msg)
			}
		})
	}
	done.Wait()
}

func TestHandlerThatSleepsIsCutOff(t *testing.T) {
	t.Parallel() // most of it is waiting
	n := newNode(t)
	n.serve(&testagent.Agent{OnStatus: func(ctx context.Context) (*ipampb.StatusReply, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	o := n.call("STATUS", n.config("1.1.0", ""))
	o.mustFail(t, 50)
	if o.took > answerLimit/2 {
		t.Errorf("took %s", o.took)
	}
}

func TestAnswersInTimeWhenStdinNeverEnds(t *testing.T) {
	t.Parallel() // most of it is waiting
	open, keep, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer keep.Close()
	run := exec.Command(binary)
	run.Stdin = open
	run.Env = []string{"CNI_COMMAND=ADD", "CNI_CONTAINERID=c", "CNI_NETNS=x", "CNI_IFNAME=e", "CNI_PATH=/"}
	start := time.Now()
	out, _ := run.Output()
	if took := time.Since(start); took > answerLimit || !strings.Contains(string(out), `"code": 11`) {
		t.Errorf("%q after %s", out, took)
	}
}

func TestOtherProtocolsAreErrors(t *testing.T) {
	for _, text := range []string{"HTTP/1.1 400 Bad Request\r\n\r\n", "\x00\x00\x00\x03\x00\x00\x00\x00\x01", strings.Repeat("\x00", 100)} {
		n := newNode(t)
		say(t, n, text)
		o := n.call("CHECK", n.config("1.0.0", previous("1.0.0")))
		if f := o.fault(t); f.Code != 999 && f.Code != 11 {
			t.Errorf("%q: code %d, %s", text, f.Code, f.Msg)
		}
	}
}

func TestDelWithoutAnAgentIsQueued(t *testing.T) {
	n := newNode(t)
	n.call("DEL", n.config("1.0.0", "")).mustBeSilent(t)
	n.call("DEL", n.config("1.0.0", "")).mustBeSilent(t)
	n.call("DEL", n.config("1.0.0", ""), "CNI_IFNAME=net1").mustBeSilent(t)
	entries, err := filepath.Glob(filepath.Join(n.queue, "*"+queue.EntrySuffix))
	if err != nil || len(entries) != 2 {
		t.Fatalf("%v: %v", entries, err)
	}
	for _, path := range entries {
		data, err := os.ReadFile(path)
		var entry map[string]string
		if err == nil {
			err = json.Unmarshal(data, &entry)
		}
		if err != nil || entry["container_id"] != "c1" || entry["pod_uid"] != "u1" || entry["network"] != "net1" {
			t.Errorf("%s: %v", data, err)
		}
	}
}

func TestFullQueueAsksForAnotherTry(t *testing.T) {
	n := newNode(t)
	if err := os.MkdirAll(n.queue, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range queue.EntriesMax {
		if err := os.WriteFile(filepath.Join(n.queue, fmt.Sprint(i)+queue.EntrySuffix), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n.call("DEL", n.config("1.0.0", "")).mustFail(t, 11, "spiderpool IP release error", "full (256 entries)")
}

func TestManyProcessesAtOnceEachGetAnAddress(t *testing.T) {
	n := newNode(t)
	agent := n.serve(&testagent.Agent{})
	const processes = 110
	var done sync.WaitGroup
	for i := range processes {
		done.Go(func() {
			if o := n.call("ADD", n.config("1.0.0", ""), fmt.Sprintf("CNI_CONTAINERID=c%d", i)); o.exit != 0 {
				t.Errorf("%s", o.stdout)
			}
		})
	}
	done.Wait()
	if agent.Leases() != processes {
		t.Errorf("%d leases", agent.Leases())
	}
}
