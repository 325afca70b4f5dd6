package transfer

import (
	"fmt"
	"path/filepath"
	"strings"

	"taskdrop/service/graph"
)

// displayName is the name a person knows a file by.
func displayName(path string) string {
	if base := filepath.Base(path); base != "." && base != string(filepath.Separator) {
		return base
	}
	return path
}

// byteCount writes a size for a sentence: whole bytes with digits grouped, and megabytes beside them where that is
// shorter to grasp. The exact count stays, because at the limit one byte decides.
func byteCount(n int64) string {
	if n < 1_000_000 {
		return group(n) + " bytes"
	}
	return fmt.Sprintf("%.1f MB (%s bytes)", float64(n)/1e6, group(n))
}

// sizeFields is a size for a sentence, in English and as a number.
func sizeFields(n int64) []string { return []string{"Size", byteCount(n), "SizeBytes", fmt.Sprint(n)} }

// SizeLimit is the limit as the service's own documents call it, and what that is in bytes.
func SizeLimit() string { return "25 MB (" + group(MaxFileSize) + " bytes)" }

// inlineLimitMB is about what fits into one request: three quarters of its body, rounded down.
func inlineLimitMB() string { return fmt.Sprint(graph.InlineBodyLimit * 3 / 4 / 1_000_000) }

func group(n int64) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
