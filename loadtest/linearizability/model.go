package main

import (
	"fmt"
	"sort"

	"github.com/anishathalye/porcupine"
)

// verb says what an operation does to one address.
type verb int

const (
	grant   verb = iota // the pod was told the address: it holds it from here on
	attempt             // an ADD of unknown fate: the pod may have got the address if it was free
	release             // the pod holds it no more
	read                // the ledger says who holds it
)

// step is an operation on one address; who is empty for a read that found nobody.
type step struct {
	verb    verb
	address string
	who     string
}

// rules is one object for each address; its state is the pod that holds it, or nobody. What an ADD of
// unknown fate has done is anybody's guess.
var rules = porcupine.NondeterministicModel{
	Partition: byAddress,
	Init:      func() []any { return []any{""} },
	Step: func(state, input, _ any) []any {
		holder, one := state.(string), input.(step)
		switch {
		case one.verb == grant && (holder == "" || holder == one.who):
			return []any{one.who}
		case one.verb == attempt && holder == "":
			return []any{"", one.who}
		case one.verb == attempt:
			return []any{holder}
		case one.verb == release && holder == one.who:
			return []any{""}
		case one.verb == release, one.verb == read && holder == one.who:
			return []any{holder}
		default:
			return nil
		}
	},
	DescribeOperation: func(input, _ any) string {
		one := input.(step)
		return fmt.Sprintf("%s %s %s", [...]string{"grant", "attempt", "release", "read"}[one.verb], one.address, one.who)
	},
}

var leases = rules.ToModel()

func byAddress(history []porcupine.Operation) [][]porcupine.Operation {
	parts := map[string][]porcupine.Operation{}
	for _, one := range history {
		address := one.Input.(step).address
		parts[address] = append(parts[address], one)
	}
	addresses := make([]string, 0, len(parts))
	for address := range parts {
		addresses = append(addresses, address)
	}
	sort.Strings(addresses)
	sorted := make([][]porcupine.Operation, 0, len(parts))
	for _, address := range addresses {
		sorted = append(sorted, parts[address])
	}
	return sorted
}

// operations turns a history into steps on addresses. A release takes effect at the latest when the
// history says that all has settled, and so does an ADD of unknown fate, or never; it concerns every
// address that its pod was ever seen with. The tries of one pod up to its release, or until all has
// settled, are one attempt: nothing that the pod did in between could undo the first.
func operations(events []event) []porcupine.Operation {
	seen, settled := addressesOf(events), settledMoments(events)
	tried := map[step]int64{} // until when an attempt that stands already may take effect
	var steps []porcupine.Operation
	add := func(one event, what verb, address string, until int64) {
		steps = append(steps, porcupine.Operation{
			ClientId: len(steps),
			Input:    step{what, address, one.Pod},
			Call:     one.Call,
			Return:   until,
		})
	}
	for _, one := range events {
		switch {
		case one.Op == "add" && one.Address != "":
			add(one, grant, one.Address, one.Return)
		case one.Op == "add":
			for address := range seen[one.Pod] {
				until := settledAfter(settled, one.Return)
				if tried[step{attempt, address, one.Pod}] != until {
					tried[step{attempt, address, one.Pod}] = until
					add(one, attempt, address, until)
				}
			}
		case one.Op == "release":
			for address := range seen[one.Pod] {
				delete(tried, step{attempt, address, one.Pod})
				add(one, release, address, settledAfter(settled, one.Return))
			}
		case one.Op == "read":
			add(one, read, one.Address, one.Return)
		}
	}
	return steps
}
