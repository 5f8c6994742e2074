// Command linearizability checks recorded histories of a grid under faults: every address must look
// like one object that one pod at a time holds, and no pod is told a second address while it holds
// one.
//
//	linearizability HISTORY.jsonl …
package main

import (
	"fmt"
	"math"
	"os"
	"sort"
	"time"

	"github.com/anishathalye/porcupine"
)

const (
	endOfTime  = int64(math.MaxInt64)
	checkLimit = 2 * time.Minute
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: linearizability HISTORY.jsonl …")
		os.Exit(2)
	}
	status := 0
	for _, path := range os.Args[1:] {
		if err := checkFile(path); err != nil {
			fmt.Printf("%s: %v\n", path, err)
			status = 1
		}
	}
	os.Exit(status)
}

func checkFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	events, err := readHistory(file)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return fmt.Errorf("the history is empty")
	}
	if problem := check(events); problem != "" {
		return fmt.Errorf("%s", problem)
	}
	fmt.Printf("%s: %s: linearizable\n", path, summary(events))
	return nil
}

func summary(events []event) string {
	counts := map[string]int{}
	for _, one := range events {
		counts[one.Op]++
		if one.Op == "add" && one.Address == "" {
			counts["unknown"]++
		}
	}
	return fmt.Sprintf("%d ADDs (%d of unknown fate), %d releases, %d reads",
		counts["add"], counts["unknown"], counts["release"], counts["read"])
}

// check is empty when the history is linearizable, else a sentence that names what is not.
func check(events []event) string {
	if problem := secondAddress(events); problem != "" {
		return problem
	}
	for _, part := range byAddress(operations(events)) {
		switch porcupine.CheckOperationsTimeout(leases, part, checkLimit) {
		case porcupine.Illegal:
			return fmt.Sprintf("the history of %s is not linearizable: %s", part[0].Input.(step).address, tell(part))
		case porcupine.Unknown:
			return fmt.Sprintf("the history of %s could not be checked within %s", part[0].Input.(step).address, checkLimit)
		}
	}
	return ""
}

// secondAddress finds a pod that was told another address than the one it still held.
func secondAddress(events []event) string {
	sorted := append([]event(nil), events...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Return < sorted[j].Return })
	holds := map[string]string{}
	for _, one := range sorted {
		switch {
		case one.Op == "release":
			delete(holds, one.Pod)
		case one.Op == "add" && one.Address != "":
			if before := holds[one.Pod]; before != "" && before != one.Address {
				return fmt.Sprintf("%s held %s and was told %s", one.Pod, before, one.Address)
			}
			holds[one.Pod] = one.Address
		}
	}
	return ""
}

func tell(part []porcupine.Operation) string {
	sorted := append([]porcupine.Operation(nil), part...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Call < sorted[j].Call })
	text := ""
	for _, one := range sorted {
		until := fmt.Sprint(one.Return)
		if one.Return == endOfTime {
			until = "?"
		}
		text += fmt.Sprintf("\n  %d..%s %s", one.Call, until, leases.DescribeOperation(one.Input, nil))
	}
	return text
}
