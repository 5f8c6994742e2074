package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sort"
)

// event is one line of a history, as io.gridpool.loadtest.history.History writes it.
type event struct {
	Op      string `json:"op"`
	Pod     string `json:"pod"`
	Address string `json:"address"`
	Call    int64  `json:"call"`
	Return  int64  `json:"return"`
}

// readHistory reads JSON lines; a line that is none, or of an unknown operation, is an error.
func readHistory(from io.Reader) ([]event, error) {
	var events []event
	lines := bufio.NewScanner(from)
	for number := 1; lines.Scan(); number++ {
		var one event
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		switch one.Op {
		case "add", "release", "settled", "read":
			events = append(events, one)
		default:
			return nil, fmt.Errorf("line %d: unknown operation %q", number, one.Op)
		}
	}
	return events, lines.Err()
}

// settledMoments are the moments at which a history says that all before has taken effect, in order.
func settledMoments(events []event) []int64 {
	var moments []int64
	for _, one := range events {
		if one.Op == "settled" {
			moments = append(moments, one.Call)
		}
	}
	sort.Slice(moments, func(i, j int) bool { return moments[i] < moments[j] })
	return moments
}

// settledAfter is the first moment from which everything that ended before the given one has taken
// effect; the end of time when the history does not say.
func settledAfter(moments []int64, at int64) int64 {
	next := sort.Search(len(moments), func(i int) bool { return moments[i] >= at })
	if next == len(moments) {
		return math.MaxInt64
	}
	return moments[next]
}

// addressesOf tells which addresses each pod was ever seen with.
func addressesOf(events []event) map[string]map[string]bool {
	seen := map[string]map[string]bool{}
	for _, one := range events {
		if one.Pod != "" && one.Address != "" {
			if seen[one.Pod] == nil {
				seen[one.Pod] = map[string]bool{}
			}
			seen[one.Pod][one.Address] = true
		}
	}
	return seen
}
