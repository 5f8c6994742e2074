package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"gridpool.io/cni/internal/wire"
)

func away() bool { return false }

func attachment(i int) *wire.Attachment {
	return &wire.Attachment{ContainerID: fmt.Sprintf("c%d", i), IfName: "eth0", Network: "n", PodUID: "u"}
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*"+EntrySuffix))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEntryHoldsTheAttachment(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := Put(dir, attachment(1), away); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, Name(attachment(1))))
	if err != nil {
		t.Fatal(err)
	}
	var back wire.Attachment
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(&back, attachment(1)) {
		t.Errorf("%s: %v", data, err)
	}
	const want = `{"container_id":"c1","if_name":"eth0","network":"n","pod_uid":"u"}` + "\n"
	if string(data) != want {
		t.Errorf("the format changed: %s", data)
	}
}

func TestNothingIsWrittenWhenTheAgentIsBack(t *testing.T) {
	dir := t.TempDir()
	if err := Put(dir, attachment(1), func() bool { return true }); !errors.Is(err, ErrReachable) {
		t.Errorf("%v", err)
	}
	if list := entries(t, dir); len(list) != 0 {
		t.Errorf("%v", list)
	}
}

func TestBoundHoldsAndLeavesRoomForWhatIsQueued(t *testing.T) {
	dir := t.TempDir()
	for i := range EntriesMax {
		if err := Put(dir, attachment(i), away); err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
	}
	if err := Put(dir, attachment(EntriesMax), away); !errors.Is(err, ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	if err := Put(dir, attachment(0), away); err != nil {
		t.Errorf("queued already: %v", err)
	}
	if n := len(entries(t, dir)); n != EntriesMax {
		t.Errorf("%d entries", n)
	}
}

func TestUnfinishedEntryOfACrashIsReplaced(t *testing.T) {
	dir := t.TempDir()
	unfinished := filepath.Join(dir, Name(attachment(1))+".tmp")
	if err := os.WriteFile(unfinished, []byte(`{"container_id":"a very long and wrong one`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Put(dir, attachment(1), away); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(unfinished); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the unfinished entry stays: %v", err)
	}
}

func TestPutMakesTheFolderAndThoseAboveIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "del-queue")
	if err := Put(dir, attachment(1), func() bool { return false }); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, Name(attachment(1)))); err != nil {
		t.Fatal(err)
	}
}
