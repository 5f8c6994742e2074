package agent

import (
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	// traceVariable is how tools that start processes say what these are a part of, in the form of W3C's traceparent.
	traceVariable = "TRACEPARENT"
	// traceBytes is the length of a traceparent of version 00: "00-TRACE-SPAN-FLAGS".
	traceBytes = 55
)

// started is when this process began, near enough: packages are made ready before main.
var started = time.Now()

// traceHeaders say what the agent needs to make a span for this process, where it follows calls: when it began, and what
// it is a part of. They are a few bytes and no random number, so they are sent always.
func traceHeaders() [][2]string {
	headers := [][2]string{{"gridpool-started", strconv.FormatInt(started.UnixNano(), 10)}}
	if parent := os.Getenv(traceVariable); wellFormed(parent) {
		headers = append(headers, [2]string{"traceparent", parent})
	}
	return headers
}

// wellFormed says whether the text is a traceparent of version 00 with ids that are not zero.
func wellFormed(parent string) bool {
	if len(parent) != traceBytes || parent[2] != '-' || parent[35] != '-' || parent[52] != '-' {
		return false
	}
	version, trace, span, flags := parent[:2], parent[3:35], parent[36:52], parent[53:]
	return version == "00" && hex(trace) && hex(span) && hex(flags) &&
		strings.Trim(trace, "0") != "" && strings.Trim(span, "0") != ""
}

// hex says whether the text is of digits and small letters up to f, as W3C wants them.
func hex(s string) bool {
	return strings.Trim(s, "0123456789abcdef") == ""
}
