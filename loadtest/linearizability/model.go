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

// leases is one object for each address; its state is the pod that holds it, or nobody.
var leases = porcupine.Model{
	Partition: byAddress,
	Init:      func() any { return "" },
	Step: func(state, input, _ any) (bool, any) {
		holder, one := state.(string), input.(step)
		switch one.verb {
		case grant:
			return holder == "" || holder == one.who, one.who
		case attempt:
			if holder == "" {
				return true, one.who
			}
			return true, holder
		case release:
			if holder == one.who {
				return true, ""
			}
			return true, holder
		default:
			return holder == one.who, holder
		}
	},
	DescribeOperation: func(input, _ any) string {
		one := input.(step)
		return fmt.Sprintf("%s %s %s", [...]string{"grant", "attempt", "release", "read"}[one.verb], one.address, one.who)
	},
}

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
// history says that it has settled; an ADD of unknown fate concerns every address its pod was ever
// seen with, and may take effect at any later time.
func operations(events []event) []porcupine.Operation {
	seen := addressesOf(events)
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
				add(one, attempt, address, endOfTime)
			}
		case one.Op == "release":
			for address := range seen[one.Pod] {
				add(one, release, address, settledAfter(events, one.Return))
			}
		case one.Op == "read":
			add(one, read, one.Address, one.Return)
		}
	}
	return steps
}
