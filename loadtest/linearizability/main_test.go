package main

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorded is the history of a run in which agents were killed at their fault points.
func recorded(t *testing.T) []event {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "crash-points.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	events, err := readHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func mustFind(t *testing.T, events []event, word string) {
	t.Helper()
	problem := check(events)
	if !strings.Contains(problem, word) || strings.Contains(problem, "could not be checked") {
		t.Fatalf("nothing about %q was found: %q", word, problem)
	}
}

// lastGrant is the last ADD that told an address, and its place.
func lastGrant(events []event) (event, int) {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Op == "add" && events[i].Address != "" {
			return events[i], i
		}
	}
	panic("no ADD told an address")
}

func insert(events []event, at int, one event) []event {
	changed := append([]event(nil), events[:at]...)
	changed = append(changed, one)
	return append(changed, events[at:]...)
}

func TestARecordedFaultRunIsLinearizable(t *testing.T) {
	if problem := check(recorded(t)); problem != "" {
		t.Fatal(problem)
	}
}

func TestFindsAnAddressThatTwoPodsWereTold(t *testing.T) {
	events := recorded(t)
	told, at := lastGrant(events)
	twice := event{"add", "shop/thief", told.Address, told.Return + 1, told.Return + 2}
	mustFind(t, insert(events, at+1, twice), told.Address)
}

func TestFindsAReleaseThatWasLost(t *testing.T) {
	events := recorded(t)
	freed := map[string]bool{}
	for _, one := range events {
		if one.Op == "release" {
			freed[one.Pod] = true
		}
	}
	for _, one := range events {
		// Somebody who was released is still found to hold it, after all has settled.
		if one.Op == "add" && one.Address != "" && freed[one.Pod] {
			last := events[len(events)-1].Return
			late := insert(events, len(events), event{"settled", "", "", last + 1, last + 1})
			late = insert(late, len(late), event{"read", one.Pod, one.Address, last + 2, last + 3})
			mustFind(t, late, one.Address)
			return
		}
	}
	t.Fatal("the recorded history frees nothing")
}

func TestFindsAGrantFromAnOldState(t *testing.T) {
	// The old leader still believes that "a" holds the address, though it was released and given on.
	events := []event{
		{"add", "ns/a", "10.0.0.1", 0, 1},
		{"release", "ns/a", "", 2, 3},
		{"settled", "", "", 4, 4},
		{"add", "ns/b", "10.0.0.1", 5, 6},
		{"add", "ns/a", "10.0.0.1", 7, 8},
	}
	mustFind(t, events, "10.0.0.1")
	events = append(recorded(t), events...)
	mustFind(t, events, "10.0.0.1")
}

func TestFindsASecondAddressOfOnePod(t *testing.T) {
	events := recorded(t)
	told, at := lastGrant(events)
	other := event{"add", told.Pod, "10.81.99.99", told.Return + 1, told.Return + 2}
	mustFind(t, insert(events, at+1, other), "was told 10.81.99.99")
}

func TestAnAddOfUnknownFateExplainsALaterRead(t *testing.T) {
	events := []event{
		{"add", "ns/a", "", 0, 10},
		{"read", "ns/a", "10.0.0.1", 20, 30},
		{"add", "ns/a", "10.0.0.1", 40, 50},
	}
	if problem := check(events); problem != "" {
		t.Fatal(problem)
	}
	mustFind(t, events[1:], "10.0.0.1")
}

func TestRefusesAHistoryThatItCannotRead(t *testing.T) {
	for _, text := range []string{"{", `{"op":"dance"}`} {
		if _, err := readHistory(strings.NewReader(text)); err == nil {
			t.Fatalf("%q was read", text)
		}
	}
}

// load is the history of a storm: a StatefulSet whose pods were all made anew while the leading agent was killed.
func load(t *testing.T) []event {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "load-storm.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	events, err := readHistory(plain)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestARecordedLoadIsLinearizable(t *testing.T) {
	if problem := check(load(t)); problem != "" {
		t.Fatal(problem)
	}
}

func TestFindsInARecordedLoadWhatWasInjected(t *testing.T) {
	events := load(t)
	told, at := lastGrant(events)
	end := events[len(events)-1].Return
	for name, changed := range map[string][]event{
		"a duplicate":       insert(events, at+1, event{"add", "load/thief", told.Address, told.Return + 1, told.Return + 2}),
		"a second address":  insert(events, at+1, event{"add", told.Pod, "10.99.99.99", told.Return + 1, told.Return + 2}),
		"a lost release":    insert(events, len(events), event{"read", told.Pod, told.Address, end + 1, end + 2}),
		"a stale grant":     append(append([]event(nil), events...), event{"add", "load/next", told.Address, end + 1, end + 2}, event{"add", told.Pod, told.Address, end + 3, end + 4}),
		"a stale read":      insert(events, at+1, event{"read", "", told.Address, told.Return + 1, told.Return + 2}),
		"a forgotten grant": insert(events, len(events), event{"read", "load/ghost", told.Address, end + 1, end + 2}),
	} {
		if problem := check(changed); problem == "" || strings.Contains(problem, "could not be checked") {
			t.Errorf("%s was not found: %q", name, problem)
		}
	}
}
