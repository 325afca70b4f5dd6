package graph

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Bounds of RetryAfter (C28). The service was seen to say 1 always, and nothing it counts looks further back than the
// cap.
const (
	RetryAfterFloor = time.Second
	RetryAfterCap   = 10 * time.Minute
)

// RetryAfter reads a Retry-After header: seconds, or an HTTP date to be compared with now. It reports false for a
// header that is empty or says neither; else the wait is between RetryAfterFloor and RetryAfterCap.
func RetryAfter(header string, now time.Time) (time.Duration, bool) {
	header = strings.TrimSpace(header)
	if header == "" {
		return 0, false
	}
	if allDigits(header) {
		seconds, err := strconv.ParseInt(header, 10, 64)
		if err != nil || seconds > int64(RetryAfterCap/time.Second) {
			return RetryAfterCap, true
		}
		return bound(time.Duration(seconds) * time.Second), true
	}
	if seconds, err := strconv.ParseFloat(header, 64); err == nil && seconds >= 0 { // not by the book, but clear
		return bound(time.Duration(math.Ceil(min(seconds, RetryAfterCap.Seconds()))) * time.Second), true
	}
	date, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	return bound(date.Sub(now)), true
}

func bound(wait time.Duration) time.Duration {
	return min(max(wait, RetryAfterFloor), RetryAfterCap)
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
