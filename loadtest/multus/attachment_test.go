package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadsEveryFormOfTheNetworksAnnotation(t *testing.T) {
	want := []selection{{Name: "a", Namespace: "x"}, {Name: "b", Interface: "eth5"}}
	for _, annotation := range []string{
		`[{"name":"a","namespace":"x"},{"name":"b","interface":"eth5"}]`,
		"[\n  {\"name\": \"a\", \"namespace\": \"x\"},\n  {\"name\": \"b\", \"interface\": \"eth5\"}\n]",
		"x/a, b@eth5",
	} {
		got, err := parseNetworks(annotation)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v %v", annotation, got, err)
		}
	}
	if _, err := parseNetworks("x/"); err == nil {
		t.Error("a selection without a name was accepted")
	}
}

func TestMakesAListOfOnePlugin(t *testing.T) {
	list, err := asList(`{"cniVersion":"1.0.0","type":"macvlan"}`, "n")
	if err != nil || string(list) != `{"cniVersion":"1.0.0","name":"n","plugins":[{"cniVersion":"1.0.0","type":"macvlan"}]}` {
		t.Errorf("%s %v", list, err)
	}
	list, err = asList(`{"plugins":[{"type":"macvlan"},{"type":"coordinator"}],"cniVersion":"1.0.0"}`, "n")
	if err != nil || strings.Count(string(list), "type") != 2 {
		t.Errorf("%s %v", list, err)
	}
}
